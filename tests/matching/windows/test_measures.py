"""What windows measure, each measure against the plain way to work it out."""

from __future__ import annotations

import math
import statistics
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from engine.matching.windows.measures.rank import Median, Percentile
from engine.matching.windows.measures.times import is_chain, longest_chain
from engine.matching.windows.measures.total import Total, add
from engine.matching.windows.panes import Item, Pane
from engine.matching.windows.thresholds import can_hold, holds

floats = st.one_of(
    st.floats(-1e300, 1e300, allow_nan=False),
    st.sampled_from([0.1, 0.2, 0.3, 1e16, -1e16, 5e-324, 0.0, -0.0]),
)
numbers = st.lists(floats, min_size=1, max_size=30)


@given(numbers, st.data())
def test_a_sum_in_parts_is_exact_also_when_numbers_go(values: list[float], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(values) - 1))
    parts: list[float] = []
    for value in values:
        add(parts, value)
    for value in values[:gone]:
        add(parts, -value)

    assert sum(map(Fraction, parts)) == sum(map(Fraction, values[gone:]))
    assert math.fsum(parts) == math.fsum(values[gone:])


def slid(measure: Total | Median | Percentile, values: list[float], gone: int) -> Pane:
    pane = Pane()
    items = [Item(n, str(n), (value,)) for n, value in enumerate(values)]
    for item in items:
        measure.enter(pane, item)
    for item in items[:gone]:
        measure.leave(pane, item)
    return pane


@given(numbers, st.integers(0, 29), st.integers(0, 1_000))
def test_means_medians_and_percentiles_are_those_of_what_is_left(
    values: list[float], gone: int, share: int
) -> None:
    gone = min(gone, len(values) - 1)
    left = sorted(values[gone:])
    percentile = Percentile((), share, 1_000)
    rank = max(math.ceil(Fraction(share, 1_000) * len(left)), 1)

    mean = Total((), is_mean=True)
    assert mean.count(slid(mean, values, gone), {}, 0) == math.fsum(left) / len(left)
    assert Median(()).count(slid(Median(()), values, gone), {}, 0) == statistics.median(left)
    assert percentile.count(slid(percentile, values, gone), {}, 0) == left[rank - 1]


def test_an_empty_window_meets_nothing() -> None:
    measure = Total((("neq", 5),))

    assert not measure.is_met(measure.count(Pane(), {}, 0))


@given(
    st.lists(
        st.tuples(st.sampled_from(["gt", "gte", "lt", "lte", "eq", "neq"]), st.integers(-3, 3)),
        min_size=1,
        max_size=4,
    )
)
def test_whether_any_number_meets_comparisons(wanted: list[tuple[str, int]]) -> None:
    tried = any(holds(tuple(wanted), half / 2) for half in range(-10, 11))

    assert can_hold(tuple(wanted)) == tried


hits = st.dictionaries(st.integers(0, 3), st.lists(st.integers(0, 9), min_size=1, max_size=4).map(sorted))


@given(hits, st.integers(-1, 9), st.integers(0, 9))
def test_the_longest_chain_is_the_longest_that_is_one(
    times: dict[int, list[int]], after: int, until: int
) -> None:
    chosen = [[n for n in range(4) if bits >> n & 1] for bits in range(16)]

    longest = max(len(each) for each in chosen if is_chain(times, each, after, until))
    assert longest_chain(times, 4, after, until) == longest
