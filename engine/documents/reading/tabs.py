"""Tabs in YAML: inside text they are text, in a comment nobody minds, anywhere else they are refused.

libyaml accepts some of them and other parsers do not, so that one file would mean two things.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.diagnostics.lines import lines_of
from engine.documents.reading.characters import Finding

TAB: Final = "TOC107"
HELP: Final = "indent with spaces"

Span = tuple[int, int]
"""Where a scalar begins and ends, in code points of the text."""


def check_tabs(text: str, scalars: Iterable[Span]) -> list[Finding]:
    """The first tab of each line that stands neither in a scalar nor in a comment."""
    blanked = _without(text, scalars)
    found = []
    for number, line in enumerate(lines_of(blanked), 1):
        tab = line.find("\t")
        if tab >= 0 and not _in_comment(line, tab):
            found.append(Finding(TAB, (number, tab + 1), "a tab between keys and values", HELP))
    return found


def _without(text: str, scalars: Iterable[Span]) -> str:
    """The text with every scalar written as `x`, line for line."""
    parts, end = [], 0
    for begin, until in scalars:
        parts.append(text[end:begin])
        parts.append("".join(sign if sign in "\r\n" else "x" for sign in text[begin:until]))
        end = until
    return "".join((*parts, text[end:]))


def _in_comment(line: str, at: int) -> bool:
    hash_ = line.find("#")
    while 0 <= hash_ < at:
        if hash_ == 0 or line[hash_ - 1] in " \t":
            return True
        hash_ = line.find("#", hash_ + 1)
    return False
