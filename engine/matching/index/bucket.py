"""The rules under one key of a table: few are asked outright, of many only those that a finder finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

from engine.matching.event import Event, View
from engine.matching.index.cover import Cover, Spread
from engine.matching.index.entry import Candidate
from engine.matching.index.finders import FINDERS, Finder
from engine.matching.index.finders.literals import LiteralFinder
from engine.matching.index.lookups import Way
from engine.matching.index.rule import Rule
from engine.matching.index.scan import Scan, Scans

_FEW: Final = 2
"""So many rules are asked in less time than it takes to find out which to ask."""

_Sought = tuple[Way, View]


class Plan:
    """How the rules are found, once the equalities of `views` hold: outright, or by a cover."""

    def __init__(self, rules: Sequence[Rule], views: Collection[View], spread: Spread) -> None:
        self.outright: list[Candidate] = []
        self.under: dict[_Sought, dict[Any, list[Candidate]]] = {}
        covered = [] if len(rules) <= _FEW else [rule.covered(views, spread) for rule in rules]
        common = Counter(each for found in covered if found is not None for each in _sought(found[0]))
        for rule, found in zip_longest(rules, covered):
            if found is None or any(common[each] <= _FEW for each in _sought(found[0])):
                self.outright.append(rule.outright(views))
            else:
                self._add(*found)

    def _add(self, cover: Cover, candidate: Candidate) -> None:
        for lookup in cover.lookups:
            under = self.under.setdefault((lookup.way, lookup.view), {})
            for key in lookup.keys:
                under.setdefault(key, []).append(candidate)


def _sought(cover: Cover) -> set[_Sought]:
    """What a cover needs a finder for that may serve it alone; literals are found for all buckets at once."""
    return {(each.way, each.view) for each in cover.lookups if each.way is not Way.LITERAL}


class Bucket:
    """A plan made ready. `scans` are those of the segment."""

    __slots__ = ("_finders", "_outright")

    def __init__(self, plan: Plan, scans: Mapping[View, Scan]) -> None:
        self._outright = tuple(plan.outright)
        self._finders = tuple(_finder(way, view, under, scans) for (way, view), under in plan.under.items())

    def find(self, event: Event, scans: Scans, found: list[Sequence[Candidate]]) -> None:
        """Add the candidates that are to be asked about an event."""
        if self._outright:
            found.append(self._outright)
        for finder in self._finders:
            finder.find(event, scans, found)


def _finder(
    way: Way, view: View, under: Mapping[Any, Sequence[Candidate]], scans: Mapping[View, Scan]
) -> Finder:
    candidates = {key: tuple(each) for key, each in under.items()}
    if way is Way.LITERAL:
        return LiteralFinder(scans[view], candidates)
    return FINDERS[way](view, candidates)
