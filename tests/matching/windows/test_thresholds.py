"""Edges of comparisons, against the comparisons themselves."""

from __future__ import annotations

import operator

from hypothesis import given
from hypothesis import strategies as st

from engine.matching.windows.thresholds import NOTHING, distance_down, distance_up, is_met, read_edges

COMPARE = {
    "gt": operator.gt, "gte": operator.ge, "lt": operator.lt,
    "lte": operator.le, "eq": operator.eq, "neq": operator.ne,
}  # fmt: skip
numbers = st.one_of(st.integers(-2, 9), st.integers(-4, 18).map(lambda half: half / 2))
conditions = st.dictionaries(st.sampled_from(sorted(COMPARE)), numbers, min_size=1, max_size=3)


def truth(wanted: dict[str, float], count: int) -> bool:
    return count >= 1 and all(COMPARE[name](count, value) for name, value in wanted.items())


@given(conditions)
def test_a_count_meets_edges_when_it_meets_the_comparisons(wanted: dict[str, float]) -> None:
    edges = read_edges(wanted)

    assert [is_met(edges, count) for count in range(15)] == [truth(wanted, count) for count in range(15)]


@given(conditions, st.integers(0, 14))
def test_distances_lead_to_the_next_change(wanted: dict[str, float], count: int) -> None:
    edges = read_edges(wanted)
    others = [other for other in range(30) if truth(wanted, other) != truth(wanted, count)]

    above = [other - count for other in others if other > count]
    below = [count - other for other in others if other < count]
    assert distance_up(edges, count) == min(above, default=None)
    assert distance_down(edges, count) == min(below, default=None)


def test_a_condition_that_nothing_meets_has_no_edges() -> None:
    assert read_edges({"eq": 0}) == ()
    assert read_edges({"gt": 5, "lt": 3}) == ()


def test_nothing_is_met_by_no_item_at_all() -> None:
    assert [is_met(NOTHING, count) for count in range(3)] == [True, False, False]
