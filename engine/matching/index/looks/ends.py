"""Beginnings and ends of texts, by hash of a piece of one of a few lengths."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from sys import maxsize
from typing import Any, Final

from engine.matching.event import Event, View
from engine.matching.index.looks.look import Found, Look, Under

_LENGTHS: Final = (1, 2, 3, 4, 6, 9, 13)
"""Of the pieces: each that is in use takes one look-up."""
_TELLING: Final = 4
"""Shorter pieces stand at the ends of many texts, and are for words that are no longer."""
_ALIKE: Final = 4
"""Words that may have one piece, if they have a longer one."""

_Wholes = tuple[tuple[int, dict[str, list[tuple[str, Under]]]], ...]
"""By length and piece: the words that the piece is of, and who stands under them."""


def of_beginnings(view: View, words: Mapping[str, Under]) -> Look:
    """The beginnings that some rule wants."""
    by_length = _by_piece(words, lambda word, length: word[:length])

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
    by_length = _by_piece(words, lambda word, length: word[-length:])

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


def _by_piece(words: Mapping[str, Under], cut: Callable[[str, int], str]) -> _Wholes:
    """Each word under the shortest piece of it that is telling and that few others have."""
    found: dict[int, dict[str, list[tuple[str, Under]]]] = {}
    left = list(words)
    for length, longer in pairwise((*_LENGTHS, maxsize)):
        groups: dict[str, list[str]] = {}
        for word in left:
            groups.setdefault(cut(word, length), []).append(word)
        left = []
        for piece, alike in groups.items():
            is_few = length >= _TELLING and len(alike) <= _ALIKE
            stay = alike if is_few else [word for word in alike if len(word) < longer]
            if stay:
                found.setdefault(length, {})[piece] = [(word, words[word]) for word in stay]
            if len(stay) < len(alike):
                left += [word for word in alike if len(word) >= longer]
    return tuple(found.items())
