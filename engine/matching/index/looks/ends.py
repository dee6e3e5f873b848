"""Beginnings and ends of texts, by hash of a piece of one of a few lengths."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from engine.matching.event import Event, View
from engine.matching.index.looks.look import Offer

_LENGTHS: Final = (1, 2, 3, 4, 6, 9, 13)
"""Of the pieces: each that is in use takes one look-up."""

_Wholes = tuple[tuple[int, dict[str, list[str]]], ...]
"""By length and piece: the words that the piece is of."""


class PrefixLook:
    """The beginnings that some rule wants."""

    __slots__ = ("_view", "_wholes")

    def __init__(self, view: View, words: Sequence[str]) -> None:
        self._view = view
        self._wholes = _by_piece((word[: _length(word)], word) for word in words)

    def offer(self, event: Event) -> Offer:
        """Those with which a text of the event begins."""
        found: list[str] = []
        for text in event.texts[self._view]:
            for length, wholes in self._wholes:
                for whole in wholes.get(text[:length], ()):
                    if text.startswith(whole):
                        found.append(whole)
        return found


class SuffixLook:
    """The ends that some rule wants."""

    __slots__ = ("_view", "_wholes")

    def __init__(self, view: View, words: Sequence[str]) -> None:
        self._view = view
        self._wholes = _by_piece((word[-_length(word) :], word) for word in words)

    def offer(self, event: Event) -> Offer:
        """Those with which a text of the event ends."""
        found: list[str] = []
        for text in event.texts[self._view]:
            for length, wholes in self._wholes:
                for whole in wholes.get(text[-length:], ()):
                    if text.endswith(whole):
                        found.append(whole)
        return found


def _length(word: str) -> int:
    """The longest length of a piece that the word has."""
    return _LENGTHS[bisect_right(_LENGTHS, len(word)) - 1]


def _by_piece(pieces: Iterable[tuple[str, str]]) -> _Wholes:
    found: dict[int, dict[str, list[str]]] = {}
    for piece, whole in pieces:
        found.setdefault(len(piece), {}).setdefault(piece, []).append(whole)
    return tuple(sorted(found.items()))
