"""Diagnostics for people: where, what, the line with a caret below the place, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from engine.diagnostics.diagnostic import Diagnostic
from engine.diagnostics.lines import line_at, lines_told
from engine.diagnostics.screen import safe, width

_BEFORE: Final = 60
_AFTER: Final = 40
"""Signs of a line that are shown before and after the place."""
_MORE: Final = "…"


def report_text(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str]) -> str:
    """`path:line:column: CODE message`, and below it the source and `help:`."""
    lines = lines_told(diagnostics, texts)
    return "\n".join(line for each in diagnostics for line in _report(each, line_at(each, lines)))


def _report(diagnostic: Diagnostic, line: str | None) -> Iterator[str]:
    place = f"{safe(diagnostic.path)}:{diagnostic.line}:{diagnostic.column}"
    level = "warning: " if diagnostic.severity == "warning" else ""
    yield f"{place}: {diagnostic.code} {level}{safe(diagnostic.message)}"
    if line is not None:
        yield from _snippet(line, diagnostic.line, diagnostic.column)
    if diagnostic.help is not None:
        yield f"  help: {safe(diagnostic.help)}"


def _snippet(line: str, number: int, column: int) -> Iterator[str]:
    at = min(max(column - 1, 0), len(line))
    begin, end = max(at - _BEFORE, 0), at + _AFTER
    before = (_MORE if begin else "") + safe(line[begin:at])
    after = safe(line[at:end]) + (_MORE if len(line) > end else "")
    margin = f"{number:>5} | "
    yield f"{margin}{before}{after}".rstrip()
    yield f"{' ' * (len(margin) - 2)}| {' ' * width(before)}^"
