"""Counts in buckets: each signal is held against what its key usually has until then, and is counted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from engine.instants import DAY_MS
from engine.systems.baseline import kinds
from engine.systems.baseline.keys import key_of
from engine.systems.baseline.late import repair
from engine.systems.baseline.models.gate import Gate
from engine.systems.baseline.models.rate import Rate, RateState
from engine.systems.baseline.models.season import Season
from engine.systems.baseline.noticed import Noticed
from engine.systems.baseline.rows import LAST, RATE, Row, rate_of, row_of_rate
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import Baseline, forget
from engine.systems.baseline.telling import Look, is_expected, told

_MOST_MEMBERS: Final = 10_000
_COUNT: Final = 2
"""The place of the open bucket's count in a row."""
MOST_HOURS: Final = 8 * 24
"""Of which it is remembered how much was counted in each."""
_HOUR_S: Final = 3_600


@lru_cache(maxsize=512)
def model_of(bucket: int, half_life: int, season: str, zone: str) -> Rate:
    """The model of counts; it has no state."""
    return Rate(
        bucket=bucket / 1000, half_life=half_life / 1000, season=season != "none",
        weekly=season == "hour_of_week", zone=zone,
    )  # fmt: skip


def rate_model(spec: BaselineSpec) -> Rate:
    """The model of a document's counts."""
    return model_of(spec.bucket, spec.half_life, spec.season, spec.zone)


def looks_of(spec: BaselineSpec, state: Baseline) -> float:
    """How often a day a bucket is looked at, over all keys."""
    return max(len(state.table), 1) * DAY_MS / spec.bucket


def observe(spec: BaselineSpec, state: Baseline, time: float, values: Sequence[Any]) -> Noticed | None:
    """Judge and learn one signal at `time` (seconds)."""
    key = key_of(values[: len(spec.by)])
    if spec.measure == "count" and _only_counts(spec, state, key, time):
        return None
    model = rate_model(spec)
    rate, gate = _state_of(spec, state, model, key)
    kind, bucket = kinds.kind_of(spec, values), int(time // (spec.bucket / 1000))
    if kind is not None and rate.count and bucket > rate.bucket:
        kinds.note(state, kind, time, model.of_level(rate, rate.bucket, rate.count))
    model.advance(rate, time)
    if bucket < rate.bucket:
        counts = spec.measure == "count"  # of different values nobody knows any more which the bucket had
        if counts and not is_expected(state, key, time):
            repair(state, model, rate, key, bucket)
        _note(state, time, float(counts))
        state.table.put(key, RATE, row_of_rate(rate, gate))
        return None
    more = _news(spec, state, key, rate.bucket, values)
    noticed, value = None, rate.count + 1
    if more and (spec.least is None or value >= spec.least):
        look = Look(
            key, time, value, model.judge(rate, time), looks_of(spec, state),
            lambda: kinds.is_common(spec, state, kind, time, model.of_level(rate, rate.bucket, value)),
        )  # fmt: skip
        noticed = told(spec, state, look, gate)
    if not is_expected(state, key, time):
        model.learn(rate, time, more)
        _learn_whole(spec, state, model, time, more)
    _note(state, time, more)
    state.table.put(key, RATE, row_of_rate(rate, gate))
    for gone in state.table.bound(spec.most_keys, RATE, LAST):
        forget(state, gone)
    return noticed


def _only_counts(spec: BaselineSpec, state: Baseline, key: str, time: float) -> bool:
    """Whether a signal did nothing but add one to the open bucket, of which nothing can be told: most do.

    It comes to what `observe` does else, at a fraction of the cost.
    """
    row = state.table.get(key, RATE)
    if row is None or state.expected or row[LAST] != time // (spec.bucket / 1000):
        return False
    if len(state.table) > spec.most_keys:
        return False
    count = row[_COUNT] + 1
    if (spec.least is None or count >= spec.least) and _may_be_far(spec, state, row, count):
        return False
    state.table.put(key, RATE, (*row[:_COUNT], count, *row[_COUNT + 1 :]))
    _learn_whole(spec, state, rate_model(spec), time, 1.0)
    _note(state, time, 1.0)
    return True


def _may_be_far(spec: BaselineSpec, state: Baseline, row: Row, count: float) -> bool:
    """Whether it takes a closer look to know that a count of the open bucket is not far from usual.

    In the warm-up, too: nothing is told then, but how far it went is remembered.
    """
    if spec.direction != "up":
        return True
    rate, _ = rate_of(row, state.season)
    return count > rate_model(spec).mean(rate, rate.bucket)


def _state_of(spec: BaselineSpec, state: Baseline, model: Rate, key: str) -> tuple[RateState, Gate]:
    if spec.season != "none" and state.season is None:
        state.season = Season()
    row = state.table.get(key, RATE)
    if row is not None:
        return rate_of(row, state.season)
    made = model.fresh(state.whole, 1 / max(len(state.table), 1))
    made.season = state.season
    return made, Gate()


def _news(spec: BaselineSpec, state: Baseline, key: str, bucket: int, values: Sequence[Any]) -> float:
    """How much a signal adds to its bucket: of different values only those that are not in it yet."""
    if spec.measure != "distinct":
        return 1.0
    members = state.members.get(key)
    mark = f"{bucket}"
    if members is None or next(iter(members), mark) != mark:
        members = state.members[key] = {mark: None}
    name = f"={key_of(values[len(spec.by) :])}"
    if values[-1] is None or name in members or len(members) > _MOST_MEMBERS:
        return 0.0
    members[name] = None
    return 1.0


def _note(state: Baseline, time: float, more: float) -> None:
    """Count in the hour, for who looks at the last days."""
    hour, lately = int(time // _HOUR_S), state.lately
    if hour in lately:
        lately[hour] += more
        return
    lately[hour] = more
    while len(lately) > MOST_HOURS:
        del lately[min(lately)]


def _learn_whole(spec: BaselineSpec, state: Baseline, model: Rate, time: float, more: float) -> None:
    """What all keys do together is where a new one begins."""
    if not spec.by:
        return
    if state.whole is None:
        state.whole = RateState()
    model.learn(state.whole, time, more)
