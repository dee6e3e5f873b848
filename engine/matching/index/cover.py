"""Covers: for any condition, a set of look-ups of which one must be met before the condition can hold.

A conjunction is covered by the cheapest cover among its parts, a disjunction by those of all its parts
together; negations are pushed inwards, and cover nothing where they reach a leaf.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from engine.matching.conditions import And, Condition, Leaf, Not, Or
from engine.matching.event import View
from engine.matching.lookup import Lookup, Way
from engine.matching.text import HOSTS

_OTHERS: Final = 2
"""Values of a field that no rule names count as so many."""


class Cover(msgspec.Struct, frozen=True):
    """If the condition holds, one of `lookups` is met; the other way round if `exact`.

    Without look-ups the condition never holds. `cost` is the share of signals guessed to meet one.
    """

    lookups: tuple[Lookup, ...] = ()
    cost: float = 0.0
    exact: bool = True


Spread = Mapping[View, int]
"""How many different values all rules together name for a view: one of few says little of an event."""


def cover_of(condition: Condition, spread: Spread) -> Cover | None:
    """The cheapest cover; None where the condition may hold though nothing can be looked up."""
    match condition:
        case Leaf():
            lookup = condition.lookup()
            return None if lookup is None else Cover((lookup,), _cost(lookup, spread), lookup.exact)
        case Not(child):
            return _cover_of_negation(child, spread)
        case And(children):
            return _cheapest([cover_of(child, spread) for child in children])
        case Or(children):
            return _together([cover_of(child, spread) for child in children])


def conjuncts(condition: Condition) -> list[Condition]:
    """Conditions that must all hold for this one to hold, and that suffice."""
    match condition:
        case And(children):
            return [one for child in children for one in conjuncts(child)]
        case Or((only,)):
            return conjuncts(only)
        case Not(Not(child)):
            return conjuncts(child)
        case Not(Or(children)):
            return [one for child in children for one in conjuncts(Not(child))]
        case _:
            return [condition]


def is_plain(condition: Condition) -> bool:
    """Whether nothing of it can be looked up: then it is asked about every event."""
    return cover_of(condition, {}) is None


def _cost(lookup: Lookup, spread: Spread) -> float:
    of_hosts = isinstance(lookup.view, tuple) and lookup.view[1] == HOSTS  # which most texts have none of
    if lookup.way is not Way.VALUE or of_hosts:
        return lookup.cost
    return max(lookup.cost, len(lookup.keys) / (_OTHERS + spread.get(lookup.view, 0)))


def _cover_of_negation(condition: Condition, spread: Spread) -> Cover | None:
    match condition:
        case Leaf():
            return None
        case Not(child):
            return cover_of(child, spread)
        case And(children):
            return _together([_cover_of_negation(child, spread) for child in children])
        case Or(children):
            return _cheapest([_cover_of_negation(child, spread) for child in children])


def _cheapest(covers: Sequence[Cover | None]) -> Cover | None:
    usable = [cover for cover in covers if cover is not None]
    if not usable:
        return None
    best = min(usable, key=lambda cover: cover.cost)
    return best if len(covers) == 1 else Cover(best.lookups, best.cost, exact=False)


def _together(covers: Sequence[Cover | None]) -> Cover | None:
    usable = [cover for cover in covers if cover is not None]
    if len(usable) < len(covers):
        return None
    lookups = tuple(lookup for cover in usable for lookup in cover.lookups)
    return Cover(lookups, sum(cover.cost for cover in usable), all(cover.exact for cover in usable))
