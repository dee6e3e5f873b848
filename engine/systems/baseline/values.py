"""Numbers, and how sure a system is: each is held against those before it at its key, and is learned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec

from engine.systems.baseline.keys import key_of
from engine.systems.baseline.models.gate import Gate
from engine.systems.baseline.models.judgement import Judgement
from engine.systems.baseline.models.season import Season
from engine.systems.baseline.models.value import Value, ValueState
from engine.systems.baseline.noticed import Noticed
from engine.systems.baseline.rows import LAST, VALUE, row_of_value, value_of
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import Baseline, Leaving, Move, forget
from engine.systems.baseline.telling import Look, age, is_expected, told

_EDGE: Final = 0.01
"""Confidence is learned as its log odds, which have no ends; so near to 0 and 1 it is cut off."""
_LARGEST: Final = 1e100
"""Numbers are cut off here, so that no square or difference of two overflows."""
_DAY_S: Final = 86_400


@lru_cache(maxsize=512)
def model_of(half_life: int, season: str, zone: str) -> Value:
    """The model of numbers; it has no state."""
    return Value(
        half_life=half_life / 1000, season=season != "none", weekly=season == "hour_of_week", zone=zone
    )


def value_model(spec: BaselineSpec) -> Value:
    """The model of a document's numbers."""
    return model_of(spec.half_life, spec.season, spec.zone)


def looks_of(state: Baseline, time: float) -> float:
    """How many numbers a day are looked at."""
    return state.seen / max(age(state, time) / _DAY_S, 1.0)


def observe(spec: BaselineSpec, state: Baseline, time: float, values: Sequence[Any]) -> Noticed | None:
    """Judge and learn one signal at `time` (seconds). One without the number says nothing."""
    learned = as_learned(spec, values[len(spec.by)])
    if learned is None:
        return None
    key, model, value = key_of(values[: len(spec.by)]), value_model(spec), float(values[len(spec.by)])
    learner, gate = _state_of(spec, state, model, key)
    judgement = model.judge(learner, time, learned)
    adopted, before, noticed = learner.adopted, learner.level, None
    if not is_expected(state, key, time):
        seen = _as_shares(judgement) if spec.method == "confidence" else judgement
        noticed = told(spec, state, Look(key, time, value, seen, looks_of(state, time)), gate)
        model.learn(learner, time, learned, judgement)
        if learner.adopted != adopted:
            state.moves[key] = Move(time, before, learner.level)
    _keep(state, key, learner, gate)
    for gone in state.table.bound(spec.most_keys, VALUE, LAST):
        forget(state, gone)
    return noticed


def as_learned(spec: BaselineSpec, found: Any) -> float | None:
    """A number as its model learns it; None for what is none."""
    if not isinstance(found, int | float) or isinstance(found, bool) or not math.isfinite(found):
        return None
    number = max(-_LARGEST, min(_LARGEST, float(found)))
    return log_odds(number) if spec.method == "confidence" else number


def log_odds(share: float) -> float:
    """A share from 0 to 1 on a scale without ends."""
    inside = min(max(share, _EDGE), 1 - _EDGE)
    return math.log(inside / (1 - inside))


def share_of(odds: float) -> float:
    """The share that has these log odds."""
    return 1 / (1 + math.exp(-odds))


def as_read(spec: BaselineSpec, level: float) -> float:
    """A level as people read it."""
    return share_of(level) if spec.method == "confidence" else level


def _keep(state: Baseline, key: str, learner: ValueState, gate: Gate) -> None:
    state.table.put(key, VALUE, row_of_value(learner, gate))
    if learner.away_weight:
        state.leaving[key] = Leaving(learner.away, learner.away_weight)
    elif state.leaving:
        state.leaving.pop(key, None)


def _state_of(spec: BaselineSpec, state: Baseline, model: Value, key: str) -> tuple[ValueState, Gate]:
    if spec.season != "none" and state.season is None:
        state.season = Season()
    row = state.table.get(key, VALUE)
    if row is not None:
        learner, gate = value_of(row, state.season)
        if learner.off_since and (leaving := state.leaving.get(key)):
            learner.away, learner.away_weight = leaving.mean, leaving.weight
        return learner, gate
    made = model.fresh()
    made.season = state.season
    return made, Gate()


def _as_shares(judgement: Judgement) -> Judgement:
    """What is expected of a confidence, as people read it."""
    low, expected, high = (share_of(each) for each in (judgement.low, judgement.expected, judgement.high))
    return msgspec.structs.replace(judgement, low=low, expected=expected, high=high)
