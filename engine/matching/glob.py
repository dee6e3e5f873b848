"""Matching text against wildcards in time that no pattern can blow up. Knows nothing of rules.

A pattern is cut at its `*` into segments of fixed length; each is looked for once, leftmost
first, which is enough because what stands between them is free. So `*a*a*a*b` costs no more
than its length times that of the text, where a backtracking regular expression would hang.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from engine.matching.text import Part, Wildcard

_NOT_FOUND: Final = -1


class Segment(Protocol):
    """What stands between two `*`."""

    @property
    def length(self) -> int:
        """How many characters it takes."""

    def stands_at(self, text: str, position: int) -> bool:
        """Whether it stands at `position`."""

    def find(self, text: str, start: int, end: int) -> int:
        """Where it first stands within these bounds, -1 if nowhere."""


def compile_glob(parts: Sequence[Part]) -> Callable[[str], bool]:
    """A test of whether a whole text fits `parts`. Literal parts are compared as they are."""
    segments = _segments(parts)
    first, last = segments[0], segments[-1]
    if len(segments) == 1:
        return lambda text: len(text) == first.length and first.stands_at(text, 0)
    middle = [segment for segment in segments[1:-1] if segment.length]
    shortest = first.length + last.length
    needed = max((part for part in parts if isinstance(part, str)), key=len, default="")

    def fits(text: str) -> bool:
        if needed not in text:  # nearly every text, and far cheaper than to look segment by segment
            return False
        end = len(text) - last.length
        if len(text) < shortest or not first.stands_at(text, 0) or not last.stands_at(text, end):
            return False
        position = first.length
        for segment in middle:
            position = segment.find(text, position, end)
            if position == _NOT_FOUND:
                return False
            position += segment.length
        return True

    return fits


class _Literal:
    """Nothing but text."""

    def __init__(self, literal: str) -> None:
        self.length = len(literal)
        self._literal = literal

    def stands_at(self, text: str, position: int) -> bool:
        return text.startswith(self._literal, position)

    def find(self, text: str, start: int, end: int) -> int:
        return text.find(self._literal, start, end)


class _Spaced:
    """Text with `?` in it. The regular expression is of fixed length, so it has nothing to backtrack over."""

    def __init__(self, characters: Sequence[Part]) -> None:
        self.length = len(characters)
        pattern = "".join("." if each is Wildcard.ONE else re.escape(str(each)) for each in characters)
        self._pattern = re.compile(pattern, re.DOTALL)

    def stands_at(self, text: str, position: int) -> bool:
        return self._pattern.match(text, position) is not None

    def find(self, text: str, start: int, end: int) -> int:
        found = self._pattern.search(text, start, end)
        return _NOT_FOUND if found is None else found.start()


def _segments(parts: Sequence[Part]) -> list[Segment]:
    segments: list[list[Part]] = [[]]
    for part in parts:
        if part is Wildcard.ANY:
            segments.append([])
        elif part is Wildcard.ONE:
            segments[-1].append(part)
        else:
            segments[-1].extend(part)
    return [_segment(characters) for characters in segments]


def _segment(characters: Sequence[Part]) -> Segment:
    literal = "".join(character for character in characters if isinstance(character, str))
    return _Literal(literal) if len(literal) == len(characters) else _Spaced(characters)
