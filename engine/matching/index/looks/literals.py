"""All literals of one view in one pass over the text: an Aho-Corasick automaton.

It holds a piece of each, and whether the whole stands there is seen then. What the automaton reads must stay
small, for a signal finds the processor's caches full of other things; so the pieces begin alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ahocorasick_rs import AhoCorasick

from engine.matching.event import Event, View
from engine.matching.index.looks.look import Find, Found, Look, Under

_SURROGATES: Final = re.compile("[\ud800-\udfff]+")
"""What Python keeps in a text and no UTF-8 can say: a text is scanned between them."""
_FEW: Final = 8
"""So many literals are looked for one by one in less time than a scan takes."""
_SHORTEST: Final = 3
"""Shorter ones stand in a text time and again, and would make more hits than the text has characters."""
_LENGTHS: Final = (5, 10, 20)
"""Of the pieces, in characters: the more, the more literals have the shorter one."""
_ALIKE: Final = 4
"""Literals that may have one piece."""
_BEGINNING: Final = 3
"""Characters after which most texts have left the automaton."""


def of_literals(view: View, literals: Mapping[str, Under]) -> Look:
    """The literals of all rules of a segment that one view is searched for."""
    words = [word for word in literals if len(word) >= _SHORTEST and not _SURROGATES.search(word)]
    if len(words) <= _FEW:
        return Look(_one_by_one(view, literals))
    scanned = _scanning(view, {word: literals[word] for word in words})
    others = literals.keys() - set(words)
    if not others:
        return Look(scanned)
    alone = _one_by_one(view, {word: literals[word] for word in others})

    def find(value: Any, event: Event, buckets: Sequence[int], found: Found) -> None:
        alone(value, event, buckets, found)
        scanned(value, event, buckets, found)

    return Look(find)


def _one_by_one(view: View, literals: Mapping[str, Under]) -> Find:
    words = tuple(literals.items())

    def find(value: Any, event: Event, buckets: Sequence[int], found: Found) -> None:
        del value
        for text in event.texts[view]:
            for word, under in words:
                if word in text:
                    found += [under[bucket] for bucket in buckets if bucket in under]

    return find


def _scanning(view: View, literals: Mapping[str, Under]) -> Find:
    pieces = _pieces(literals)
    known = sorted(pieces)
    alike = tuple(tuple(pieces[each]) for each in known)
    scan = AhoCorasick(known).find_matches_as_indexes

    def find(value: Any, event: Event, buckets: Sequence[int], found: Found) -> None:
        del value
        for text in event.texts[view]:
            try:
                hits = scan(text, overlapping=True)
            except UnicodeEncodeError:
                parts = _SURROGATES.split(text)
                met = {word for each in parts for word in whole(each, scan(each, overlapping=True))}
            else:
                if not hits:
                    continue
                met = whole(text, hits)
            for word in met:
                under = literals[word]
                found += [under[bucket] for bucket in buckets if bucket in under]

    def whole(text: str, hits: Iterable[tuple[int, int, int]]) -> set[str]:
        """The literals whose pieces were found that stand there as a whole."""
        return {
            word for which, at, _ in hits for word, start in alike[which] if text.startswith(word, at - start)
        }

    return find


def _pieces(words: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    """Each piece, and the words that have it, with its place in them."""
    starts = _starts(words)
    pieces: dict[str, list[tuple[str, int]]] = {}
    left = list(words)
    for length in _LENGTHS:
        groups: dict[str, list[str]] = {}
        for word in left:
            groups.setdefault(word[starts[word] :][:length], []).append(word)
        left = []
        for piece, alike in groups.items():
            if len(alike) > _ALIKE:
                left += alike
            else:
                pieces.setdefault(piece, []).extend((word, starts[word]) for word in alike)
    for word in left:
        pieces.setdefault(word, []).append((word, 0))
    return pieces


def _starts(words: Iterable[str]) -> dict[str, int]:
    """Where the piece of each begins: as those of most others do."""
    places = {word: range(max(1, len(word) - _LENGTHS[0] + 1)) for word in words}
    usual = Counter(word[at : at + _BEGINNING] for word, each in places.items() for at in each)
    return {
        word: max(each, key=[usual[word[at : at + _BEGINNING]] for at in each].__getitem__)
        for word, each in places.items()
    }
