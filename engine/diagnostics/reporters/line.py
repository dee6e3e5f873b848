"""One diagnostic in one line: for logs, and beside the results of a command."""

from __future__ import annotations

from engine.diagnostics.diagnostic import Diagnostic
from engine.diagnostics.screen import safe


def one_line(diagnostic: Diagnostic) -> str:
    """Where, what, and what to do; safe for a screen, also where a file's name holds a line's end."""
    advice = f"; {diagnostic.help}" if diagnostic.help else ""
    place = f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}"
    return safe(f"{place}: {diagnostic.code} {diagnostic.message}{advice}")
