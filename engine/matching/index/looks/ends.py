"""Beginnings and ends of texts, by hash of a piece of one of a few lengths."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from engine.matching.event import Event, View
from engine.matching.index.looks.look import Found, Look, Under

_LENGTHS: Final = (1, 2, 3, 4, 6, 9, 13)
"""Of the pieces: each that is in use takes one look-up."""

_Wholes = tuple[tuple[int, dict[str, list[tuple[str, Under]]]], ...]
"""By length and piece: the words that the piece is of, and who stands under them."""


def of_beginnings(view: View, words: Mapping[str, Under]) -> Look:
    """The beginnings that some rule wants."""
    by_length = _by_piece((word[: _length(word)], word, under) for word, under in words.items())

    def find(value: Any, event: Event, buckets: Sequence[int], found: Found) -> None:
        del value
        for text in event.texts[view]:
            for length, wholes in by_length:
                piece = text[:length]
                if piece in wholes:
                    for whole, under in wholes[piece]:
                        if text.startswith(whole):
                            found += [under[bucket] for bucket in buckets if bucket in under]

    return Look(find)


def of_ends(view: View, words: Mapping[str, Under]) -> Look:
    """The ends that some rule wants."""
    by_length = _by_piece((word[-_length(word) :], word, under) for word, under in words.items())

    def find(value: Any, event: Event, buckets: Sequence[int], found: Found) -> None:
        del value
        for text in event.texts[view]:
            for length, wholes in by_length:
                piece = text[-length:]
                if piece in wholes:
                    for whole, under in wholes[piece]:
                        if text.endswith(whole):
                            found += [under[bucket] for bucket in buckets if bucket in under]

    return Look(find)


def _length(word: str) -> int:
    """The longest length of a piece that the word has."""
    return _LENGTHS[bisect_right(_LENGTHS, len(word)) - 1]


def _by_piece(pieces: Iterable[tuple[str, str, Under]]) -> _Wholes:
    found: dict[int, dict[str, list[tuple[str, Under]]]] = {}
    for piece, whole, under in pieces:
        found.setdefault(len(piece), {}).setdefault(piece, []).append((whole, under))
    return tuple(sorted(found.items()))
