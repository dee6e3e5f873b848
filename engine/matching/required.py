"""What must stand in a text before a regular expression can be found there: one literal of a few.

Only what is plainly so is said; an expression with anything unusual in it has none, and is asked
outright. The literals are folded, for they are looked for in the folded text.
"""

from __future__ import annotations

import re
from typing import Final

from engine.matching.regex import Regex
from engine.matching.text import fold

_FLAGS: Final = re.compile(r"\(\?([ims]+)\)")
_GROUP: Final = re.compile(r"\((?:\?(?:P?<\w+>|:))?")
_CLASS: Final = re.compile(r"\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]", re.DOTALL)
_REPEATED: Final = re.compile(r"(?:([*?])|\+|\{(\d+)(?:,\d*)?\})\??")
_OF_NO_TEXT: Final = frozenset("dDsSwWbBAz")
"""Escaped letters that stand for a class of characters or a place."""
_MOST: Final = 32
_DEEPEST: Final = 32
_HALF_A_CHARACTER: Final = "?"
"""RE2 is shown one in place of what is no character."""

Literals = tuple[str, ...]
"""One of these must stand there."""
_Run = list[str]


def required(regex: Regex) -> Literals | None:
    """Literals of which one must stand in the folded text; None where nothing can be said."""
    source, flags = regex.source, regex.flags
    if found := _FLAGS.match(source):
        source, flags = source[found.end() :], flags + found[1]
    try:
        return _Reader(source, any_case="i" in flags).whole()
    except _Unusual:
        return None


class _Unusual(Exception):
    """Something is not understood here; never leaves this module."""


class _Reader:
    """Reads alternatives of sequences. Each sequence must contain its best literals."""

    def __init__(self, source: str, *, any_case: bool) -> None:
        self._source = source
        self._any_case = any_case
        self._at = 0
        self._depth = 0

    def whole(self) -> Literals | None:
        found = self._alternatives()
        if self._at < len(self._source):
            raise _Unusual
        return found

    def _alternatives(self) -> Literals | None:
        """One sequence or another: one of the literals of all."""
        found = [self._sequence()]
        while self._source[self._at : self._at + 1] == "|":
            self._at += 1
            found.append(self._sequence())
        usable = [each for each in found if each is not None]
        literals = tuple(dict.fromkeys(literal for each in usable for literal in each))
        return literals if len(usable) == len(found) and len(literals) <= _MOST else None

    def _sequence(self) -> Literals | None:
        """The best of the runs of plain characters, and of the groups between them."""
        found: list[Literals] = []
        run: _Run = []
        while self._at < len(self._source) and self._source[self._at] not in "|)":
            literals, character = self._atom()
            least = self._repeated()
            if character and least == "once":
                run.append(character)
                continue
            if character and least == "more":
                run.append(character)
            found += [("".join(run),)] if run else []
            run = []
            if literals is not None and least != "none":
                found.append(literals)
        found += [("".join(run),)] if run else []
        return max(found, key=lambda each: (min(map(len, each)), -len(each)), default=None)

    def _atom(self) -> tuple[Literals | None, str]:
        """What a group requires, or one plain character; neither for a class of characters or a place."""
        source, at = self._source, self._at
        self._at += 1
        match source[at]:
            case "(":
                return self._group(at), ""
            case "[":
                found = _CLASS.match(source, at)
                if found is None:
                    raise _Unusual
                self._at = found.end()
                return None, ""
            case "\\":
                return None, self._escaped()
            case "." | "^" | "$":
                return None, ""
            case "*" | "+" | "?" | "{":
                raise _Unusual
            case character:
                return None, self._plain(character)

    def _group(self, at: int) -> Literals | None:
        found = _GROUP.match(self._source, at)
        assert found is not None
        self._at = found.end()
        self._depth += 1
        if self._depth > _DEEPEST or self._source[self._at : self._at + 1] == "?":
            raise _Unusual
        literals = self._alternatives()
        if self._source[self._at : self._at + 1] != ")":
            raise _Unusual
        self._at += 1
        self._depth -= 1
        return literals

    def _escaped(self) -> str:
        character = self._source[self._at : self._at + 1]
        self._at += 1
        if character in _OF_NO_TEXT and character:
            return ""
        if not character or (character.isalnum() and character.isascii()):
            raise _Unusual
        return self._plain(character)

    def _plain(self, character: str) -> str:
        """As it stands in the folded text; nothing where that cannot be said."""
        if character == _HALF_A_CHARACTER or "\ud800" <= character <= "\udfff":
            return ""
        if self._any_case and (not character.isascii() or character in "sS"):
            return ""  # case has more than two sides there: ſ is an s
        return fold(character)

    def _repeated(self) -> str:
        """How often at least what was just read must stand there: `once` exactly, `more`, or `none`."""
        least = "once"
        while found := _REPEATED.match(self._source, self._at):
            self._at = found.end()
            optional = found[1] is not None or (found[2] is not None and int(found[2]) == 0)
            least = "none" if optional or least == "none" else "more"
        return least
