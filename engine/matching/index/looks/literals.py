"""All literals of one view in one pass over the text: an Aho-Corasick automaton.

It holds their beginnings, and whether one goes on is seen where it stands: what the automaton reads must
stay small, for a signal finds the processor's caches full of other things.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
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
"""So many characters of a literal the automaton knows: the more, the more others begin alike."""
_ALIKE: Final = 4
"""Literals that may have one beginning."""


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
    beginnings = dict(_beginnings(sorted(literals), _LENGTHS))
    alike = tuple(tuple(words) for words in beginnings.values())
    scan = AhoCorasick(list(beginnings)).find_matches_as_indexes

    def find(value: Any, event: Event, buckets: Sequence[int], found: Found) -> None:
        del value
        for text in event.texts[view]:
            try:
                hits = scan(text, overlapping=True)
            except UnicodeEncodeError:
                pieces = _SURROGATES.split(text)
                met = {word for each in pieces for word in whole(each, scan(each, overlapping=True))}
            else:
                if not hits:
                    continue
                met = whole(text, hits)
            for word in met:
                under = literals[word]
                found += [under[bucket] for bucket in buckets if bucket in under]

    def whole(text: str, hits: Iterable[tuple[int, int, int]]) -> set[str]:
        """The literals whose beginnings were found that go on as the text does."""
        return {word for which, start, _ in hits for word in alike[which] if text.startswith(word, start)}

    return find


def _beginnings(words: Sequence[str], lengths: Sequence[int]) -> Iterator[tuple[str, Sequence[str]]]:
    """Each beginning, and the words that have it; `words` are in order."""
    if not lengths:
        yield from ((word, (word,)) for word in words)
        return
    for beginning, group in groupby(words, itemgetter(slice(lengths[0]))):
        alike = list(group)
        if len(alike) <= _ALIKE:
            yield beginning, alike
        else:
            yield from _beginnings(alike, lengths[1:])
