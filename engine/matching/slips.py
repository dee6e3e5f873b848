"""Texts that are nearly another: how many slips part them, and which of many are near. Knows no rules.

A slip is a character put in, left out or changed for another, or two neighbours swapped. How many a
text may have goes by its length, for in a short one a slip makes another word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

SHORTEST: Final = 4
LONGEST: Final = 100
"""In characters: of texts that others are near to. Names and titles are no longer."""
_TWO_FROM: Final = 10
_MOST: Final = 2

Clue = tuple[int, str]
"""A piece of a text, and where it begins there."""
Place = tuple[int, int]
"""Where a piece begins, and how long it is."""


class Near:
    """Texts, laid out so that one look says whether another is near to any of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_length: dict[int, dict[Place, dict[str, list[str]]]] = {}
        for text in dict.fromkeys(texts):
            places = self._by_length.setdefault(len(text), {})
            for start, piece in clues(text):
                under = places.setdefault((start, len(piece)), {})
                under.setdefault(piece, []).append(text)

    def has(self, seen: str) -> bool:
        """Whether as few slips as it may have part one of the texts from this one."""
        for length in range(len(seen) - _MOST, len(seen) + _MOST + 1):
            places = self._by_length.get(length)
            if places is not None and _is_near(seen, places, slips_in(length)):
                return True
        return False


def _is_near(seen: str, places: Mapping[Place, Mapping[str, list[str]]], slips: int) -> bool:
    for (start, length), under in places.items():
        for begin in range(max(0, start - slips), start + slips + 1):
            for text in under.get(seen[begin : begin + length], ()):
                if within(text, seen, slips):
                    return True
    return False


def slips_in(length: int) -> int:
    """How many slips a text of so many characters may have."""
    return 0 if length < SHORTEST else 1 if length < _TWO_FROM else _MOST


def within(left: str, right: str, slips: int) -> bool:
    """Whether so many slips or fewer make one text of the other.

    No character is touched twice, which is the distance called optimal string alignment. Up to where
    they differ nothing is to be gained by a slip; there it is one of four, so few slips are few tries.
    """
    place = 0
    shared = min(len(left), len(right))
    while place < shared and left[place] == right[place]:
        place += 1
    left, right = left[place:], right[place:]
    if abs(len(left) - len(right)) > slips:
        return False
    if not left or not right:
        return True
    if not slips:
        return False
    return (
        within(left[1:], right[1:], slips - 1)
        or within(left[1:], right, slips - 1)
        or within(left, right[1:], slips - 1)
        or (left[:2] == right[1::-1] and within(left[2:], right[2:], slips - 1))
    )


def clues(text: str) -> list[Clue]:
    """Pieces of which one stands in every text that is near, at most as many places off as it has slips.

    Cut into one piece more than there are slips, one stays whole, unless two neighbours are swapped
    across a cut: for these the first and the last piece are there as they look then, too.
    """
    count = slips_in(len(text)) + 1
    cuts = [len(text) * each // count for each in range(count + 1)]
    found = [(start, text[start:end]) for start, end in pairwise(cuts)]
    if count > 1:
        first, last = cuts[1], cuts[-2]
        found.append((0, text[: first - 1] + text[first]))
        found.append((last, text[last - 1] + text[last + 1 :]))
    return list(dict.fromkeys(found))
