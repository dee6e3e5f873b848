"""Matching text against wildcards in time that no pattern can blow up. Knows nothing of rules.

A pattern is cut at its `*` into segments of fixed length; each is looked for once, leftmost
first, which is enough because what stands between them is free. So `*a*a*a*b` costs no more
than its length times that of the text, where a backtracking regular expression would hang.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from engine.matching.text import Part, Wildcard

Segment = str | tuple[str | None, ...]
"""Literal text, or one entry a character where None is any one character."""

_NOT_FOUND: Final = -1


def compile_glob(parts: Sequence[Part]) -> Callable[[str], bool]:
    """A test of whether a whole text fits `parts`. Literal parts are compared as they are."""
    segments = _segments(parts)
    first, last = segments[0], segments[-1]
    if len(segments) == 1:
        return lambda text: len(text) == len(first) and _stands_at(first, text, 0)
    middle = [segment for segment in segments[1:-1] if segment]
    shortest = len(first) + len(last)
    needed = max((part for part in parts if isinstance(part, str)), key=len, default="")

    def fits(text: str) -> bool:
        if needed not in text:  # nearly every text, and far cheaper than to look segment by segment
            return False
        end = len(text) - len(last)
        if len(text) < shortest or not _stands_at(first, text, 0) or not _stands_at(last, text, end):
            return False
        position = len(first)
        for segment in middle:
            position = _find(segment, text, position, end)
            if position == _NOT_FOUND:
                return False
            position += len(segment)
        return True

    return fits


def _segments(parts: Sequence[Part]) -> list[Segment]:
    segments: list[list[str | None]] = [[]]
    for part in parts:
        if part is Wildcard.ANY:
            segments.append([])
        elif part is Wildcard.ONE:
            segments[-1].append(None)
        else:
            segments[-1].extend(part)
    return [_joined(segment) for segment in segments]


def _joined(characters: list[str | None]) -> Segment:
    literal = [character for character in characters if character is not None]
    return "".join(literal) if len(literal) == len(characters) else tuple(characters)


def _stands_at(segment: Segment, text: str, position: int) -> bool:
    if isinstance(segment, str):
        return text.startswith(segment, position)
    return all(wanted in (None, text[position + offset]) for offset, wanted in enumerate(segment))


def _find(segment: Segment, text: str, start: int, end: int) -> int:
    if isinstance(segment, str):
        return text.find(segment, start, end)
    for position in range(start, end - len(segment) + 1):
        if _stands_at(segment, text, position):
            return position
    return _NOT_FOUND
