"""The rules under one key of a table: whom to ask whatever the event says, and tables of all others."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

from engine.matching.event import ANYWHERE, View
from engine.matching.index.cover import Spread
from engine.matching.index.entry import Candidate
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


Looks = int
"""A set of looks: the bit of each is that of its place in the segment."""
Bucket = tuple[int, Looks, tuple[Candidate, ...]]
"""Its number, the looks by which rules in it are found, and the candidates to ask outright."""
NO_FIELD: Final = object()
"""Stands among the fields for none in particular: no event has it."""


def needed(way: Way, view: View) -> Hashable:
    """The field of an event without which, or with null in it, the look offers nothing."""
    name = view if isinstance(view, str) else view[0]
    is_null_enough = way is Way.PRESENCE and isinstance(view, str)
    return NO_FIELD if is_null_enough or "." in name or name == ANYWHERE else name
