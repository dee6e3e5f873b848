"""Diagnostics as Markdown for the summary of a job on GitHub: all of them, where annotations have a limit.

What files hold is shown as text: nothing in it is a link, an image, or HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from engine.diagnostics.diagnostic import Diagnostic, DiagnosticLevel
from engine.diagnostics.screen import safe

MOST_BYTES: Final = 900_000
"""GitHub drops a summary beyond 1 MiB without a word."""
_SIGNS: Final = re.compile(r"[^\w\s,;/'\"]|_")
_LEVELS: Final[tuple[DiagnosticLevel, ...]] = ("error", "warning")


def report_summary(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str]) -> str:
    """A heading with how many there are, and a table with a row for each."""
    del texts
    if not diagnostics:
        return "### Tocsin: no problems"
    counted = Counter(each.severity for each in diagnostics)
    said = ", ".join(_count(counted[level], level) for level in _LEVELS if counted[level])
    rows = [f"### Tocsin: {said}", "", "| where | what | help |", "| --- | --- | --- |"]
    room = MOST_BYTES
    for told, each in enumerate(diagnostics):
        row = _row(each)
        room -= len(row.encode()) + 1
        if room < 0:
            rows += ["", f"{len(diagnostics) - told:,} more are in the log of the step."]
            break
        rows.append(row)
    return "\n".join(rows)


def _row(diagnostic: Diagnostic) -> str:
    where = f"<code>{_plain(diagnostic.path)}:{diagnostic.line}:{diagnostic.column}</code>"
    level = "" if diagnostic.severity == "error" else "warning: "
    what = f"{diagnostic.code} {level}{_said(diagnostic.message)}"
    return f"| {where} | {what} | {_said(diagnostic.help or '')} |"


def _said(text: str) -> str:
    """A message, with what stands in backticks as code."""
    parts = list(map(_plain, text.split("`")))
    if len(parts) % 2 == 0:  # a value has one of its own: nobody knows which
        return _plain(text)
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))


def _plain(text: str) -> str:
    """Text in which no sign means anything to Markdown."""
    return _SIGNS.sub(lambda found: f"&#{ord(found[0])};", safe(text))


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
