"""The lines of a file, as YAML counts them and diagnostics name them. Knows nothing of what they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from engine.diagnostics.diagnostic import Diagnostic

BREAK: Final = re.compile(r"\r\n|\r|\n")
"""Ends a line. NEL, LS and PS do in some programs, and not here."""


def lines_of(text: str) -> list[str]:
    """The lines of a text, without their ends."""
    return BREAK.split(text)


def lines_told(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> Mapping[str, list[str]]:
    """The lines of the files that diagnostics are about, by path, as far as their texts are there."""
    return {path: lines_of(texts[path]) for path in {each.path for each in diagnostics} if path in texts}


def line_at(diagnostic: Diagnostic, lines: Mapping[str, list[str]]) -> str | None:
    """The line that a diagnostic is about; None where there is none to show."""
    found = lines.get(diagnostic.path, [])
    return found[diagnostic.line - 1] if 0 < diagnostic.line <= len(found) else None
