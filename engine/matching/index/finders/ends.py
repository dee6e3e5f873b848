"""Beginnings and ends of texts, by hash of a piece of one of a few lengths."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

from engine.matching.event import Event, View
from engine.matching.index.entry import Candidate
from engine.matching.index.scan import Scans

_LENGTHS: Final = (1, 2, 3, 4, 6, 9, 13)
"""Of the pieces: each that is in use takes one look-up."""

_Whole = tuple[str, Sequence[Candidate]]


class PrefixFinder:
    """The candidates under each beginning."""

    __slots__ = ("_under", "_view")

    def __init__(self, view: View, under: Mapping[str, Sequence[Candidate]]) -> None:
        self._view = view
        self._under = _by_length({word: (word[: _length(word)], each) for word, each in under.items()})

    def find(self, event: Event, scans: Scans, found: list[Sequence[Candidate]]) -> None:
        """Add those with which a text of the field begins."""
        for text in event.texts[self._view]:
            for length, under in self._under:
                for whole, candidates in under.get(text[:length], ()):
                    if text.startswith(whole):
                        found.append(candidates)


class SuffixFinder:
    """The candidates under each end."""

    __slots__ = ("_under", "_view")

    def __init__(self, view: View, under: Mapping[str, Sequence[Candidate]]) -> None:
        self._view = view
        self._under = _by_length({word: (word[-_length(word) :], each) for word, each in under.items()})

    def find(self, event: Event, scans: Scans, found: list[Sequence[Candidate]]) -> None:
        """Add those with which a text of the field ends."""
        for text in event.texts[self._view]:
            for length, under in self._under:
                for whole, candidates in under.get(text[-length:], ()):
                    if text.endswith(whole):
                        found.append(candidates)


def _length(word: str) -> int:
    """The longest length of a piece that the word has."""
    return _LENGTHS[bisect_right(_LENGTHS, len(word)) - 1]


def _by_length(
    pieces: Mapping[str, tuple[str, Sequence[Candidate]]],
) -> tuple[tuple[int, dict[str, list[_Whole]]], ...]:
    found: dict[int, dict[str, list[_Whole]]] = {}
    for whole, (piece, candidates) in pieces.items():
        found.setdefault(len(piece), {}).setdefault(piece, []).append((whole, candidates))
    return tuple(sorted(found.items()))
