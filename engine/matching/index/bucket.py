"""The rules under one key of a table: whom to ask whatever the event says, and tables of all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine.matching.event import ANYWHERE, View
from engine.matching.index.cover import Spread
from engine.matching.index.entry import Candidate
from engine.matching.index.looks import LOOKS
from engine.matching.index.looks.look import Find
from engine.matching.index.rule import Fields, Rule
from engine.matching.lookup import Way

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


Tables = tuple[tuple[int, Find], ...]
"""The places of looks, each with what finds candidates by what it offers."""
Bucket = tuple[tuple[Candidate, ...], tuple[tuple[str, Tables], ...]]
"""A plan made ready: the candidates to ask outright; tables of others, by the field that they need."""
NO_FIELD: Final = ""
"""Stands among the fields for none in particular."""


def ready(plan: Plan, places: Mapping[Sight, int]) -> Bucket:
    """Make the tables. `places` are those of the segment's looks."""
    tables: dict[str, list[tuple[int, Find]]] = {}
    for sight, under in plan.under.items():
        tables.setdefault(_needed(*sight), []).append((places[sight], _find(sight[0], under)))
    return tuple(plan.outright), tuple((field, tuple(each)) for field, each in tables.items())


def _needed(way: Way, view: View) -> str:
    """The field of an event without which, or with null in it, the look offers nothing."""
    name = view if isinstance(view, str) else view[0]
    is_null_enough = way is Way.PRESENCE and isinstance(view, str)
    return NO_FIELD if is_null_enough or "." in name or name == ANYWHERE else name


def _find(way: Way, under: Mapping[Any, Sequence[Candidate]]) -> Find:
    return LOOKS[way].table({key: tuple(each) for key, each in under.items()}).find
