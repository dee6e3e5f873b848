"""An entry as the index plans it: the equalities it can be found by, and what is left to ask then."""

from __future__ import annotations

from math import prod
from operator import itemgetter
from typing import Any, Final

from engine.matching.conditions import And, Leaf
from engine.matching.event import ANYWHERE, View
from engine.matching.index.cover import Cover, Spread, conjuncts, cover_of
from engine.matching.index.entry import Candidate, Entry
from engine.matching.interpreter import compile_condition
from engine.matching.lookup import Way
from engine.matching.text import CASED, FOLDED

SCOPE: Final[View] = ("\0scope", CASED)
"""Stands among the views for the scope of an event, which is none of its fields."""
Fields = tuple[View, ...]
"""A set of what equalities are about, in one order; the empty one for rules that have none."""
_CHEAP: Final = (FOLDED, CASED)
"""Forms that every event may be brought into, for the tables ask it of each."""
_MOST_KEYS: Final = 64
"""How many keys of one table a rule may stand under; with more, a long list of values is left for later."""


class Rule:
    """One entry, cut up. `equalities` are the keys that it can be found by, by what they are keys of.

    A rule that was covered in one segment keeps that cover in the next: the choice was good, and is sound.
    """

    __slots__ = ("_candidates", "_conjuncts", "_covered", "_places", "entry", "equalities", "key")

    def __init__(self, entry: Entry) -> None:
        self.key = entry.key
        self.equalities: dict[View, tuple[Any, ...]] = {}
        self.entry = entry
        self._conjuncts = [] if entry.condition is None else conjuncts(entry.condition)
        self._covered: dict[Fields, tuple[Cover, Candidate] | None] = {}
        self._places: dict[View, int] = {}
        self._candidates: dict[frozenset[int], Candidate] = {}
        if entry.scopes is not None:
            self.equalities[SCOPE] = tuple(sorted(entry.scopes))
        self._gather_equalities()

    def _gather_equalities(self) -> None:
        for place, condition in enumerate(self._conjuncts):
            if not isinstance(condition, Leaf) or condition.form not in _CHEAP or condition.field == ANYWHERE:
                continue
            lookup = condition.lookup()
            if lookup is not None and lookup.way is Way.VALUE and lookup.view not in self._places:
                self.equalities[lookup.view] = lookup.keys
                self._places[lookup.view] = place
        while self._places and prod(map(len, self.equalities.values())) > _MOST_KEYS:
            longest = max(self._places, key=lambda view: len(self.equalities[view]))
            del self.equalities[longest], self._places[longest]

    def outright(self, views: Fields) -> Candidate:
        """As a candidate once these equalities are known to hold."""
        return self._without({self._places[view] for view in views if view in self._places})

    def covered(self, views: Fields, spread: Spread) -> tuple[Cover, Candidate] | None:
        """The cheapest cover of what these equalities leave open, and the candidate once it is met."""
        if views not in self._covered:
            self._covered[views] = self._cheapest(views, spread)
        return self._covered[views]

    def _cheapest(self, views: Fields, spread: Spread) -> tuple[Cover, Candidate] | None:
        known = {self._places[view] for view in views if view in self._places}
        parts = [(place, each) for place, each in enumerate(self._conjuncts) if place not in known]
        covers = [(place, cover_of(each, spread)) for place, each in parts]
        usable = [(cover.cost, place, cover) for place, cover in covers if cover is not None]
        if not usable:
            return None
        _, place, cover = min(usable, key=itemgetter(0))
        return cover, self._without(known | {place} if cover.exact else known)

    def _without(self, known: set[int]) -> Candidate:
        """What is left to ask; made once, as a rule may stand under many keys."""
        if not known:
            return self.key, self.entry.test
        found = self._candidates.get(frozenset(known))
        if found is None:
            rest = [each for place, each in enumerate(self._conjuncts) if place not in known]
            test = compile_condition(And(tuple(rest))) if rest else None
            found = self._candidates[frozenset(known)] = (self.key, test)
        return found
