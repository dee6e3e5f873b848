"""One diagnostic in one line: for logs, and beside the results of a command."""

from __future__ import annotations

from engine.diagnostics.diagnostic import Diagnostic


def one_line(diagnostic: Diagnostic) -> str:
    """Where, what, and what to do. Whoever shows it makes it safe for a screen."""
    advice = f"; {diagnostic.help}" if diagnostic.help else ""
    place = f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}"
    return f"{place}: {diagnostic.code} {diagnostic.message}{advice}"
