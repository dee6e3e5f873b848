"""The state of a model as a row of numbers, and back: what a table keeps of each key."""

from __future__ import annotations

from typing import Final

from engine.systems.baseline.models.gate import Gate
from engine.systems.baseline.models.rarity import Tail
from engine.systems.baseline.models.rate import RateState
from engine.systems.baseline.models.season import Season
from engine.systems.baseline.models.value import ValueState

Row = tuple[float, ...]
RATE: Final = "<fdffffffd"
"""The form of a rate's row, the gate's two numbers at its end: counts need no more than seven digits."""
VALUE: Final = "<14d"
"""The form of a value's row."""
LAST: Final = 1
"""In both the number that says when a key was last heard of."""


def rate_of(row: Row, season: Season | None) -> tuple[RateState, Gate]:
    """The state of a rate; its season is shared by all keys."""
    buckets, bucket, count, a, b, odd, squares, height, time = row
    state = RateState(int(buckets), int(bucket), count, a, b, odd, squares, season)
    return state, Gate(height, time)


def row_of_rate(state: RateState, gate: Gate) -> Row:
    """The row of a rate."""
    return (
        state.buckets, state.bucket, state.count, state.a, state.b, state.odd, state.squares,
        gate.height, gate.time,
    )  # fmt: skip


def value_of(row: Row, season: Season | None) -> tuple[ValueState, Gate]:
    """The state of a value; its season is shared by all keys."""
    n, time, weight, level, spread, fast_weight, fast, off_since, adopted = row[:9]
    quantile, excess, seen, height, told = row[9:]
    tail = Tail(quantile, excess, seen)
    state = ValueState(
        int(n), time, weight, level, spread, fast_weight, fast, off_since, adopted, tail, season
    )
    return state, Gate(height, told)


def row_of_value(state: ValueState, gate: Gate) -> Row:
    """The row of a value."""
    return (
        state.n, state.time, state.weight, state.level, state.spread, state.fast_weight, state.fast,
        state.off_since, state.adopted, state.tail.quantile, state.tail.excess, state.tail.seen,
        gate.height, gate.time,
    )  # fmt: skip
