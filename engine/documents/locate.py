"""From a place inside a parsed document to a line and column of its file. Knows no codes but their level."""

from __future__ import annotations

import re
from typing import Any, Final

from engine.diagnostics import Diagnostic, Problem, Where
from engine.diagnostics.codes import CODES
from engine.diagnostics.lines import lines_of
from engine.documents.document import Document, Mark, Place
from engine.documents.reading.characters import Finding

_BLOCK: Final = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?$")
_ESCAPE: Final = re.compile(r"\\(?:x(.{2})|u(.{4})|U(.{8})|(.))")
_FARTHEST: Final = 10_000
"""Code points that are followed into a text; beyond that its beginning is told."""
_FILLER: Final = "\uffff"
_NAMED: Final = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b", **{sign: sign for sign in '"\\/'}}
"""What a letter behind a backslash stands for, save what is blank."""


def from_finding(path: str, finding: Finding) -> Diagnostic:
    """A diagnostic of what the reader found in a file."""
    return diagnostic(path, finding.place, finding.code, finding.message, finding.help)


def from_problem(document: Document, problem: Problem, text: str | None) -> Diagnostic:
    """A diagnostic of what is wrong inside a document; `text` is that of its file."""
    mark = _nearest(document, problem.where)
    place = mark.value if problem.on == "value" or mark.key is None else mark.key
    if 0 < problem.offset <= _FARTHEST and text is not None:
        place = _inside(_text_at(document, problem), problem.offset, place, text)
    return diagnostic(document.path, place, problem.code, problem.message, problem.help)


def diagnostic(path: str, place: Place, code: str, message: str, advice: str | None = None) -> Diagnostic:
    """A diagnostic with the level of its code."""
    return Diagnostic(path, *place, code, CODES[code].level, message, advice)


def _nearest(document: Document, where: Where) -> Mark:
    """Where a path stands, or else what encloses it."""
    for length in range(len(where), -1, -1):
        mark = document.marks.get(where[:length])
        if mark is not None:
            return mark
    return Mark((1, 1))


def _inside(value: Any, offset: int, start: Place, text: str) -> Place:
    """Where the `offset`th code point of a key or value stands: follows it through quotes and folds."""
    if not isinstance(value, str):
        return start
    lines = lines_of(text)
    line, column = start[0] - 1, start[1] - 1
    if _BLOCK.match(lines[line], column):
        line, column = line + 1, 0
    elif lines[line][column : column + 1] == '"':
        lines = [_ESCAPE.sub(_unescaped, each) for each in lines]
    wanted = [sign for sign in value[: offset + 1] if not sign.isspace()]
    for place, sign in enumerate(wanted):
        found = _next(lines, line, column, sign)
        if found is None:
            break
        line, column = found
        if place < len(wanted) - 1 or not value[offset : offset + 1].strip():
            column += 1
    return line + 1, column + 1


def _unescaped(escape: re.Match[str]) -> str:
    """The sign that an escape in double quotes stands for, filled up so that columns stay."""
    code = escape[1] or escape[2] or escape[3]
    sign = chr(int(code, 16)) if code else _NAMED.get(escape[4], _FILLER)
    return sign.ljust(len(escape[0]), _FILLER)


def _next(lines: list[str], line: int, column: int, sign: str) -> Place | None:
    while line < len(lines):
        column = lines[line].find(sign, column)
        if column >= 0:
            return line, column
        line, column = line + 1, 0
    return None


def _text_at(document: Document, problem: Problem) -> Any:
    """The key or the value that a problem is about; None if it is not there."""
    if problem.on == "key":
        return problem.where[-1] if problem.where else None
    value: Any = document.body
    try:
        for step in problem.where:
            value = value[step]
    except (KeyError, IndexError, TypeError):
        return None
    return value
