"""The rules under one key of a table: whom to ask whatever the event says, and tables of all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.matching.event import View
from engine.matching.index.cover import Spread
from engine.matching.index.entry import Candidate
from engine.matching.index.looks import LOOKS
from engine.matching.index.looks.look import Find
from engine.matching.index.lookups import Way
from engine.matching.index.rule import Fields, Rule

Sight = tuple[Way, View]
"""What there is one look of in a segment."""


class Plan:
    """How rules are found once the equalities of `fields` hold: by a cover, or outright without one."""

    def __init__(self, rules: Sequence[Rule], fields: Fields, spread: Spread) -> None:
        self.outright: list[Candidate] = []
        self.under: dict[Sight, dict[Any, list[Candidate]]] = {}
        for rule in rules:
            covered = rule.covered(fields, spread)
            if covered is None:
                self.outright.append(rule.outright(fields))
                continue
            cover, candidate = covered
            for lookup in cover.lookups:
                under = self.under.setdefault((lookup.way, lookup.view), {})
                for key in lookup.keys:
                    under.setdefault(key, []).append(candidate)


Bucket = tuple[tuple[Candidate, ...], tuple[tuple[int, Find], ...]]
"""A plan made ready: the candidates to ask outright; the places of looks, each with what finds others."""


def ready(plan: Plan, places: Mapping[Sight, int]) -> Bucket:
    """Make the tables. `places` are those of the segment's looks."""
    tables = tuple((places[sight], _find(sight[0], under)) for sight, under in plan.under.items())
    return tuple(plan.outright), tables


def _find(way: Way, under: Mapping[Any, Sequence[Candidate]]) -> Find:
    return LOOKS[way].table({key: tuple(each) for key, each in under.items()}).find
