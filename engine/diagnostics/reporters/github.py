"""Diagnostics as workflow commands of GitHub Actions, which it shows beside the lines of a pull request.

They need no token, so they work for forks, too. GitHub shows ten errors and ten warnings of a
step; the summary has the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from engine.diagnostics.codes import CODES
from engine.diagnostics.diagnostic import Diagnostic
from engine.diagnostics.lines import line_at, lines_told
from engine.diagnostics.reach import end_of
from engine.diagnostics.screen import safe

_IN_TEXT: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def report_github(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str]) -> str:
    """One command a line: `::error file=…,line=…,col=…,endLine=…,endColumn=…,title=…::message`."""
    lines = lines_told(diagnostics, texts)
    return "\n".join(_command(each, line_at(each, lines) or "") for each in diagnostics)


def _command(diagnostic: Diagnostic, line: str) -> str:
    properties = {
        "file": diagnostic.path,
        "line": str(diagnostic.line),
        "col": str(diagnostic.column),
        "endLine": str(diagnostic.line),
        "endColumn": str(end_of(line, diagnostic.column)),
        "title": f"{diagnostic.code} {CODES[diagnostic.code].title}",
    }
    said = ",".join(f"{name}={value.translate(_IN_PROPERTY)}" for name, value in properties.items())
    advice = f"\nhelp: {safe(diagnostic.help)}" if diagnostic.help else ""
    message = f"{safe(diagnostic.message)}{advice}".translate(_IN_TEXT)
    return f"::{diagnostic.severity} {said}::{message}"
