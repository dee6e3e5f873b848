"""Which equalities the rules of a segment are found by: for each set of fields one table.

Each table costs every event a look-up, so a set that few rules share gives way to a smaller one that
more do; what it leaves out is asked later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, Final

from engine.matching.index.cover import Spread
from engine.matching.index.rule import SCOPE, Fields, Rule

_SHARE: Final = 0.25
"""An equality is worth a place in the tables if so many of the rules have it: of others one look will do."""
_TELLING: Final = 16
"""It is also to have so many values, if less than half of the rules have it."""
_MOST: Final = 6
"""So many sets of fields have a table: those that most rules share."""


def arrange(rules: Sequence[Rule], spread: Spread) -> dict[Fields, dict[Any, list[Rule]]]:
    """The rules by the set of fields they are found by, and by their values of these."""
    usual = Counter(place for rule in rules for place in rule.equalities)
    telling = {
        place
        for place, count in usual.items()
        if place == SCOPE
        or 2 * count >= len(rules)
        or (count >= _SHARE * len(rules) and spread.get(place, 0) >= _TELLING)
    }
    sets = [tuple(sorted(telling & rule.equalities.keys(), key=str)) for rule in rules]
    common = Counter(sets)
    kept = [fields for fields, _ in common.most_common(_MOST)]
    places = {fields: _largest(fields, kept) for fields in common}
    tables: dict[Fields, dict[Any, list[Rule]]] = {}
    for rule, fields in zip(rules, (places[each] for each in sets), strict=True):
        table = tables.setdefault(fields, {})
        for key in product(*(rule.equalities[field] for field in fields)):
            table.setdefault(key[0] if len(fields) == 1 else key, []).append(rule)
    return tables


def _largest(fields: Fields, kept: Iterable[Fields]) -> Fields:
    """The scope is no condition that could be asked later, so it is in every set that has it."""
    scope = tuple(field for field in fields if field == SCOPE)
    inside = [each for each in kept if set(scope) <= set(each) <= set(fields)]
    return max(inside, key=len, default=scope)
