"""An index over entries that do not change: tables of equalities, and buckets under their keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, MutableMapping, Sequence
from itertools import count, product
from math import prod
from typing import Any, Final

from engine.matching.event import Event, View
from engine.matching.index.bucket import NO_FIELD, Bucket, Plan, Sight, needed
from engine.matching.index.column import Column, options
from engine.matching.index.entry import Candidate
from engine.matching.index.looks import LOOKS
from engine.matching.index.looks.look import Find, Found, Gate
from engine.matching.index.rule import SCOPE, Fields, Rule
from engine.matching.index.tables import arrange

Faults = MutableMapping[str, Exception]
"""By key: what a test raised."""
_Sought = tuple[tuple[Any, Gate, Find], ...]
"""Looks, each with the field without which it finds nothing."""
_Place = tuple[tuple[int, ...], tuple[Sequence[Candidate], ...], _Sought]
"""Where an event stands: the numbers of its buckets, whom to ask outright there, and the looks by which
the others there are found."""
_MOST_PLACES: Final = 4_096
"""That are remembered."""


class Segment:
    """Immutable once built, but for what it remembers."""

    __slots__ = ("_always", "_columns", "_looks", "_places", "_scopes", "_sought", "_tables")

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
        self._scopes = {scope: scope for scope in _values(SCOPE, plans)}
        at = {place: n for n, place in enumerate([SCOPE, *places])}
        self._tables = tuple(
            (
                tuple(at[place] for place in fields),
                {key: buckets.ready(plan) for key, plan in table.items()},
            )
            for fields, table in plans.items()
        )
        self._looks = buckets.looks()
        self._places: dict[tuple[Any, ...], _Place] = {}
        self._sought: dict[int, _Sought] = {}

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
        """Those that may be met, once each. Nearly always there are none."""
        get = event.fields.get
        keys: list[Any] = [self._scopes.get(scope)]
        for name, as_seen, column in self._columns:
            value = get(name)
            kind = type(value)
            if kind is int:  # the forms of tables are plain
                keys.append(as_seen.get(value))
            elif kind is str and value in as_seen:
                keys.append(as_seen[value])
            else:
                keys.append(column.key(value, event))
        under = tuple(keys)
        buckets, outright, sought = self._places.get(under) or self._place(under)
        found = [*outright]
        for field, gate, find in sought:
            value = get(field)
            if value is None:  # many rules are about what few events have
                if field is not NO_FIELD:
                    continue
            elif (type(value) is int or type(value) is float) and not gate(value):
                continue
            find(value, event, buckets, found)
        if len(found) > 1:  # of many words of one rule each finds it
            return [tuple({id(each): each for group in found for each in group}.values())]
        return found

    def _place(self, keys: tuple[Any, ...]) -> _Place:
        """What stands under the keys of an event, for lists under every combination of their members."""
        buckets = [self._always]
        for places, table in self._tables:
            wanted = [options(keys[place]) for place in places]
            buckets += [table[key] for key in _keys(wanted, table)]
        looks = 0
        for _, each, _ in buckets:
            looks |= each
        sought = tuple(look for bit, look in enumerate(self._looks) if looks >> bit & 1)
        place = (
            tuple(number for number, _, _ in buckets),
            tuple(outright for _, _, outright in buckets if outright),
            self._sought.setdefault(looks, sought),
        )
        if len(self._places) >= _MOST_PLACES:
            self._places.clear()
        self._places[keys] = place
        return place


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


def _values(place: View, tables: Mapping[Fields, Mapping[Any, Plan]]) -> Iterable[Any]:
    """Every value that a table has of one field."""
    for fields, table in tables.items():
        if place in fields:
            at = fields.index(place)
            yield from (key if len(fields) == 1 else key[at] for key in table)
