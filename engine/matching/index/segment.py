"""An index over entries that do not change: tables of equalities, and buckets under their keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence
from itertools import product
from math import prod
from operator import itemgetter
from typing import Any

from engine.matching.event import Event, View
from engine.matching.index.bucket import NO_FIELD, Bucket, Plan, Sight, ready
from engine.matching.index.column import Column, Several, options
from engine.matching.index.looks import LOOKS
from engine.matching.index.looks.look import Found, Offer
from engine.matching.index.rule import SCOPE, Fields, Rule
from engine.matching.index.tables import arrange

Faults = MutableMapping[str, Exception]
"""By key: what a test raised."""


class Segment:
    """Immutable once built."""

    __slots__ = ("_always", "_columns", "_looks", "_tables")

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = list(rules)
        spread = _spread(rules)
        tables = arrange(rules, spread)
        plans = {
            fields: {key: Plan(rules, fields, spread) for key, rules in table.items()}
            for fields, table in tables.items()
        }
        keys = _keys_sought(plan for table in plans.values() for plan in table.values())
        self._looks = tuple(LOOKS[way].look(view, tuple(each)).offer for (way, view), each in keys.items())
        looks = {sight: n for n, sight in enumerate(keys)}
        always = plans.pop((), {}).get(())
        self._always: Bucket = ((), ()) if always is None else ready(always, looks)
        places = list(dict.fromkeys(place for fields in plans for place in fields if place != SCOPE))
        columns = [Column(place, _values(place, plans)) for place in places]
        self._columns = tuple((column.name, column.as_seen, column) for column in columns)
        at = {place: n for n, place in enumerate([SCOPE, *places])}
        self._tables = tuple(
            (
                tuple(at[place] for place in fields),
                itemgetter(*(at[place] for place in fields)),
                {key: ready(plan, looks) for key, plan in table.items()},
            )
            for fields, table in plans.items()
        )

    def match(
        self, event: Event, scope: int | None, gone: Collection[str], faults: Faults | None
    ) -> dict[str, None]:
        """The keys of the entries that the event meets, but for those `gone`, in no order.

        A test that raises is not met, and said in `faults`; without these it raises.
        """
        met: dict[str, None] = {}
        for candidates in self._candidates(event, scope):
            for key, test in candidates:
                try:
                    if (test is None or test(event)) and key not in gone:
                        met[key] = None
                except Exception as error:
                    if key in gone:
                        continue
                    if faults is None:
                        raise
                    faults[key] = error
        return met

    def _candidates(self, event: Event, scope: int | None) -> Found:
        """Those that may be met, once or more than once each."""
        found: Found = []
        get = event.fields.get
        looks = self._looks
        offers: list[Offer | None] = [None] * len(looks)
        for outright, groups in self._buckets(event, scope):
            if outright:
                found.append(outright)
            for field, tables in groups:
                if get(field) is None and field != NO_FIELD:  # many rules are about what few events have
                    continue
                for place, find in tables:
                    offer = offers[place]
                    if offer is None:
                        offer = offers[place] = looks[place](event)
                    if offer:
                        find(offer, found)
        return found

    def _buckets(self, event: Event, scope: int | None) -> list[Bucket]:
        """What stands under the keys that the event has."""
        get = event.fields.get
        keys: list[Any] = [scope]
        several = False
        for name, as_seen, column in self._columns:
            value = get(name)
            kind = type(value)
            if kind is int:  # the forms of tables are plain
                keys.append(as_seen.get(value))
            elif kind is str and value in as_seen:
                keys.append(as_seen[value])
            else:
                key = column.key(event)
                keys.append(key)
                several = several or type(key) is Several
        if several:
            return self._of_several(keys)
        buckets = [self._always]
        for _, pick, table in self._tables:
            bucket = table.get(pick(keys))
            if bucket is not None:
                buckets.append(bucket)
        return buckets

    def _of_several(self, keys: Sequence[Any]) -> list[Bucket]:
        """The same for an event with lists: every combination of their members, if these are not too many."""
        found = [self._always]
        for places, _, table in self._tables:
            wanted = [options(keys[place]) for place in places]
            found += [table[key] for key in _keys(wanted, table)]
        return found


def _keys(wanted: Sequence[tuple[Any, ...]], table: Mapping[Any, Bucket]) -> Iterable[Any]:
    """The keys of a table whose parts are each among those wanted, by whichever way is shorter."""
    alone = len(wanted) == 1
    if prod(map(len, wanted)) <= len(table):
        made = wanted[0] if alone else product(*wanted)
        return [key for key in made if key in table]
    sets = [frozenset(each) for each in wanted]
    return [
        key
        for key in table
        if all(part in each for part, each in zip((key,) if alone else key, sets, strict=True))
    ]


def _spread(rules: Iterable[Rule]) -> dict[View, int]:
    values: dict[View, set[Any]] = {}
    for rule in rules:
        for place, keys in rule.equalities.items():
            values.setdefault(place, set()).update(keys)
    return {place: len(keys) for place, keys in values.items()}


def _keys_sought(plans: Iterable[Plan]) -> dict[Sight, dict[Any, None]]:
    """All keys of each look, in the order of the rules."""
    keys: dict[Sight, dict[Any, None]] = {}
    for plan in plans:
        for sight, under in plan.under.items():
            keys.setdefault(sight, {}).update(dict.fromkeys(under))
    return keys


def _values(place: View, tables: Mapping[Fields, Mapping[Any, Plan]]) -> Iterable[str]:
    """Every value that a table has of one field."""
    for fields, table in tables.items():
        if place in fields:
            at = fields.index(place)
            yield from (key if len(fields) == 1 else key[at] for key in table)
