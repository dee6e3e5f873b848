"""An index over entries that do not change: tables of equalities, and buckets under their keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence
from itertools import count, product
from math import prod
from operator import itemgetter
from typing import Any, Final

from engine.matching.event import Event, View
from engine.matching.index.bucket import NO_FIELD, Bucket, Looks, Plan, Sight, needed
from engine.matching.index.column import Column, Several, options
from engine.matching.index.entry import Candidate
from engine.matching.index.looks import LOOKS
from engine.matching.index.looks.look import Find, Found, Gate
from engine.matching.index.rule import SCOPE, Fields, Rule
from engine.matching.index.tables import arrange

Faults = MutableMapping[str, Exception]
"""By key: what a test raised."""
_Sought = tuple[tuple[Any, Gate, Find], ...]
"""Looks, each with the field without which it finds nothing."""
_MOST_SETS: Final = 4_096
"""Of looks that are remembered."""


class Segment:
    """Immutable once built."""

    __slots__ = ("_always", "_columns", "_looks", "_sought", "_tables")

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = list(rules)
        spread = _spread(rules)
        tables = arrange(rules, spread)
        plans = {
            fields: {key: Plan(rules, fields, spread) for key, rules in table.items()}
            for fields, table in tables.items()
        }
        buckets = _Buckets()
        self._always = buckets.ready(plans.pop((), {}).get((), Plan((), (), spread)))
        places = list(dict.fromkeys(place for fields in plans for place in fields if place != SCOPE))
        columns = [Column(place, _values(place, plans)) for place in places]
        self._columns = tuple((column.name, column.as_seen, column) for column in columns)
        at = {place: n for n, place in enumerate([SCOPE, *places])}
        self._tables = tuple(
            (
                tuple(at[place] for place in fields),
                itemgetter(*(at[place] for place in fields)),
                {key: buckets.ready(plan) for key, plan in table.items()},
            )
            for fields, table in plans.items()
        )
        self._looks = buckets.looks()
        self._sought: dict[Looks, _Sought] = {}

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
        """Those that may be met, once or more than once each. Nearly always there are none."""
        found: Found = []
        numbers: list[int] = []
        wanted: Looks = 0
        for number, looks, outright in self._buckets(event, scope):
            numbers.append(number)
            wanted |= looks
            if outright:
                found.append(outright)
        get = event.fields.get
        for field, gate, find in self._sought.get(wanted) or self._seek(wanted):
            value = get(field)
            if value is None:  # many rules are about what few events have
                if field is not NO_FIELD:
                    continue
            elif (type(value) is int or type(value) is float) and not gate(value):
                continue
            find(value, event, numbers, found)
        if len(found) > 1:  # what stands in a text twice finds the same ones twice
            return list({id(each): each for each in found}.values())
        return found

    def _seek(self, wanted: Looks) -> _Sought:
        """The looks of a set. Buckets that want the same looks are asked with one set."""
        sought = tuple(look for place, look in enumerate(self._looks) if wanted >> place & 1)
        if len(self._sought) >= _MOST_SETS:
            self._sought.clear()
        self._sought[wanted] = sought
        return sought

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
                key = column.key(value, event)
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


class _Buckets:
    """Makes plans ready: numbers them, and gathers who stands under the keys of each look."""

    def __init__(self) -> None:
        self._numbers = count()
        self._under: dict[Sight, dict[Any, dict[int, tuple[Candidate, ...]]]] = {}
        self._bits: dict[Sight, int] = {}

    def ready(self, plan: Plan) -> Bucket:
        """The bucket that a plan becomes."""
        number = next(self._numbers)
        looks = 0
        for sight, under in plan.under.items():
            looks |= self._bits.setdefault(sight, 1 << len(self._bits))
            keys = self._under.setdefault(sight, {})
            for key, candidates in under.items():
                keys.setdefault(key, {})[number] = tuple(candidates)
        return number, looks, tuple(plan.outright)

    def looks(self) -> _Sought:
        """The looks of all buckets, in the order of their bits."""
        made = ((needed(*sight), LOOKS[sight[0]](sight[1], keys)) for sight, keys in self._under.items())
        return tuple((field, look.gate, look.find) for field, look in made)


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


def _values(place: View, tables: Mapping[Fields, Mapping[Any, Plan]]) -> Iterable[str]:
    """Every value that a table has of one field."""
    for fields, table in tables.items():
        if place in fields:
            at = fields.index(place)
            yield from (key if len(fields) == 1 else key[at] for key in table)
