"""The index gives exactly what the interpreter gives, whatever the rules, the events and the changes.

`make soak` tries a hundred times as many.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.matching.conditions import And, Condition
from engine.matching.event import Event
from engine.matching.index import Entry, Index
from engine.matching.interpreter import compile_condition
from tests.properties.conditions import Shape, condition, event, leaf, shape

SCOPES = (None, 1, 2, 3)


Shapes = tuple[Shape, ...]


def entry(rng: random.Random, key: str, shapes: Sequence[Shapes]) -> Entry:
    """Most are of one of a few shapes, so that tables and finders have something in them."""
    scopes = None if rng.random() < 0.6 else frozenset(rng.sample((1, 2, 3), rng.randrange(3)))
    if rng.random() < 0.02:
        return Entry(key, scopes=scopes)
    parts: list[Condition] = [leaf(rng, each) for each in rng.choice(shapes)]
    if rng.random() < 0.3:
        parts.append(condition(rng))
    wanted = And(tuple(parts))
    return Entry(key, wanted if rng.random() < 0.95 else None, compile_condition(wanted), scopes)


def asked_one_by_one(entries: dict[str, Entry], fields: dict[str, Any], scope: int | None) -> set[str]:
    seen = Event(fields)
    return {
        key
        for key, each in entries.items()
        if (each.scopes is None or scope in each.scopes) and (each.test is None or each.test(seen))
    }


def compare(seed: int, most: int, signals: int) -> int:
    """One life of an index: built, asked, changed, merged. Returns how often something was met."""
    rng = random.Random(seed)
    size = rng.randrange(1, most)
    shapes = [tuple(shape(rng) for _ in range(rng.randrange(1, 4))) for _ in range(rng.randrange(1, 6))]
    entries = {f"rule {n}": entry(rng, f"rule {n}", shapes) for n in range(size)}
    index = Index.of(entries.values())
    met = 0
    for _ in range(4):
        for _ in range(signals):
            fields, scope = event(rng), rng.choice(SCOPES)
            expected = asked_one_by_one(entries, fields, scope)
            found = index.match(Event(fields), scope)
            assert len(found) == len(set(found))
            assert set(found) == expected, (seed, fields, scope)
            met += len(expected)
        removed = rng.sample(sorted(entries), min(len(entries), rng.randrange(4)))
        names = {*removed[:1], *(f"rule {rng.randrange(2 * size)}" for _ in range(rng.randrange(4)))}
        added = {name: entry(rng, name, shapes) for name in names if name not in entries or name in removed}
        before = index
        index = index.changed(removed, added.values())
        fields = event(rng)
        assert set(before.match(Event(fields), 1)) == asked_one_by_one(entries, fields, 1)
        entries = {key: each for key, each in entries.items() if key not in removed} | added
        if rng.random() < 0.3:
            index = index.merged()
    return met


@given(st.integers(0, 2**32))
@settings(max_examples=200, deadline=None)
def test_index_equals_interpreter(seed: int) -> None:
    compare(seed, most=40, signals=8)


def test_both_meet_something() -> None:
    assert sum(compare(seed, most=40, signals=8) for seed in range(20)) > 200


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(200))
def test_index_equals_interpreter_over_many_rules(seed: int) -> None:
    compare(seed, most=1_500, signals=25)
