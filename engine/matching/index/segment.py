"""An index over entries that do not change: tables of equalities, and buckets under their keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence
from itertools import product
from math import prod
from operator import itemgetter
from typing import Any

from engine.matching.event import Event, View
from engine.matching.index.bucket import Bucket, Plan
from engine.matching.index.column import Column, Several, options
from engine.matching.index.entry import Candidate, Entry
from engine.matching.index.lookups import Way
from engine.matching.index.rule import SCOPE, Rule
from engine.matching.index.scan import Scan, Scans
from engine.matching.index.tables import Fields, arrange

Faults = MutableMapping[str, Exception]
"""By key: what a test raised."""

_Found = list[Sequence[Candidate]]


class Segment:
    """Immutable once built."""

    __slots__ = ("_always", "_columns", "_tables")

    def __init__(self, entries: Iterable[Entry]) -> None:
        rules = [Rule(entry) for entry in entries]
        spread = _spread(rules)
        tables = arrange(rules, spread)
        plans = {
            fields: {key: Plan(rules, fields, spread) for key, rules in table.items()}
            for fields, table in tables.items()
        }
        scans = _scans(plan for table in plans.values() for plan in table.values())
        always = plans.pop((), {}).get(())
        self._always = None if always is None else Bucket(always, scans)
        places = list(dict.fromkeys(place for fields in plans for place in fields if place != SCOPE))
        self._columns = tuple(Column(place, _values(place, plans)) for place in places)
        at = {place: n for n, place in enumerate([SCOPE, *places])}
        self._tables = tuple(
            (
                tuple(at[place] for place in fields),
                itemgetter(*(at[place] for place in fields)),
                {key: Bucket(plan, scans) for key, plan in table.items()},
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

    def _candidates(self, event: Event, scope: int | None) -> _Found:
        """Those that may be met, once or more than once each."""
        found: _Found = []
        scans = Scans(event)
        if self._always is not None:
            self._always.find(event, scans, found)
        keys: list[Any] = [scope]
        several = False
        for column in self._columns:
            key = column.key(event)
            several = several or type(key) is Several
            keys.append(key)
        if several:
            self._add_several(keys, event, scans, found)
            return found
        for _, pick, table in self._tables:
            bucket = table.get(pick(keys))
            if bucket is not None:
                bucket.find(event, scans, found)
        return found

    def _add_several(self, keys: Sequence[Any], event: Event, scans: Scans, found: _Found) -> None:
        """The same for an event with lists: every combination of their members, if these are not too many."""
        for places, _, table in self._tables:
            for key in _keys([options(keys[place]) for place in places], table):
                table[key].find(event, scans, found)


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


def _scans(plans: Iterable[Plan]) -> dict[View, Scan]:
    """One scan for each view that literals are looked for in."""
    literals: dict[View, dict[str, None]] = {}
    for plan in plans:
        for (way, view), under in plan.under.items():
            if way is Way.LITERAL:
                literals.setdefault(view, {}).update(dict.fromkeys(under))
    return {view: Scan(view, words) for view, words in literals.items()}


def _values(place: View, tables: Mapping[Fields, Mapping[Any, Plan]]) -> Iterable[str]:
    """Every value that a table has of one field."""
    for fields, table in tables.items():
        if place in fields:
            at = fields.index(place)
            yield from (key if len(fields) == 1 else key[at] for key in table)
