"""All literals of one view in one pass over the text: an Aho-Corasick automaton."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from engine.matching.event import Event, View
from engine.matching.index.looks.look import Offer

_SURROGATES: Final = re.compile("[\ud800-\udfff]+")
"""What Python keeps in a text and no UTF-8 can say: a text is scanned between them."""
_FEW: Final = 8
"""So many literals are looked for one by one in less time than a scan takes."""
_SHORTEST: Final = 3
"""Shorter ones stand in a text time and again, and would make more hits than the text has characters."""
_MOST_FOR_SPEED: Final = 60_000
"""Characters of all literals up to which the fastest automaton, which takes most memory, is built."""


class LiteralLook:
    """The literals of all rules of a segment that one view is searched for."""

    __slots__ = ("_alone", "_scan", "_view", "_words")

    def __init__(self, view: View, literals: Sequence[str]) -> None:
        self._view = view
        words = [word for word in literals if len(word) >= _SHORTEST and not _SURROGATES.search(word)]
        self._words = words if len(words) > _FEW else []
        self._alone = tuple(set(literals) - set(self._words))
        self._scan = _automaton(self._words).find_matches_as_indexes if self._words else None

    def offer(self, event: Event) -> Offer:
        """Those that stand in the texts of the event."""
        texts = event.texts[self._view]
        if not texts:
            return ()
        found: list[str] = []
        if self._alone:
            found = [word for word in self._alone for text in texts if word in text]
        if self._scan is None:
            return found
        for text in texts:
            try:
                hits = self._scan(text, overlapping=True)
            except UnicodeEncodeError:
                pieces = _SURROGATES.split(text)
                hits = [hit for piece in pieces for hit in self._scan(piece, overlapping=True)]
            if hits:
                found += [self._words[which] for which, _, _ in hits]
        return set(found) if len(found) > 1 else found


def _automaton(words: list[str]) -> AhoCorasick:
    fast = sum(map(len, words)) <= _MOST_FOR_SPEED
    return AhoCorasick(words, implementation=Implementation.DFA if fast else None)
