"""Silence is told by the clock: at the end of buckets a timer asks which busy keys said nothing since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.effects import Effect, Timer
from engine.signal import Signal
from engine.systems.baseline.models.judgement import Judgement
from engine.systems.baseline.models.rate import Rate, RateState
from engine.systems.baseline.noticed import Noticed, emit
from engine.systems.baseline.rates import looks_of, rate_model
from engine.systems.baseline.rows import RATE, rate_of, row_of_rate
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import Baseline
from engine.systems.baseline.telling import Look, told
from engine.systems.kind import Moment

TIMER: Final = "silence"
_AT_LEAST: Final = 10.0
"""Nothing is said of what is usually less than this between two looks, or within a day."""
_DAY_S: Final = 86_400
_GIVES_UP: Final = 3
"""Days after the last signal of all: then it is over, and was told."""


def is_asked(spec: BaselineSpec) -> bool:
    """Whether too little is news in a document."""
    return spec.is_rate and spec.direction != "up" and spec.measure == "count"


def set_timer(spec: BaselineSpec, state: Baseline, time: int) -> Sequence[Effect]:
    """The timer for the end of the bucket of an instant (milliseconds), unless one is set."""
    if not is_asked(spec) or (state.wake is not None and state.wake > time):
        return ()
    state.wake = (time // spec.bucket + 1) * spec.bucket
    return [Timer(TIMER, state.wake, clock="watermark")]


def woken(spec: BaselineSpec, state: Baseline, signal: Signal, moment: Moment) -> Sequence[Effect]:
    """What fell silent by the end of a bucket, and the next timer while anything may still do so."""
    del moment
    if not is_asked(spec) or state.wake is None:
        return ()
    due, state.wake = state.wake, None
    time = due / 1000
    effects: list[Effect] = [emit(spec, each, signal) for each in _silent(spec, state, time)]
    if time - state.last / 1000 < _GIVES_UP * _DAY_S and state.seen:
        effects += set_timer(spec, state, due)
    return effects


def _silent(spec: BaselineSpec, state: Baseline, time: float) -> list[Noticed]:
    """The keys that have said nothing for too long, in the order in which they came."""
    model, looks = rate_model(spec), looks_of(spec, state)
    found: list[Noticed] = []
    for key, row in list(state.table.items(RATE)):
        rate, gate = rate_of(row, state.season)
        judgement = _judged(spec, model, rate, time)
        if judgement.reason != "silent" or gate.time > (rate.bucket + 1) * spec.bucket / 1000:
            continue  # of this silence, or in it, people were told
        noticed = told(spec, state, Look(key, time, 0.0, judgement, looks), gate)
        if noticed is not None:
            state.table.put(key, RATE, row_of_rate(rate, gate))
            found.append(noticed)
    return found


def _judged(spec: BaselineSpec, model: Rate, rate: RateState, time: float) -> Judgement:
    """Rarely does a key have so much that its silence could be told: that is found out first, at no cost."""
    a_bucket = rate.a / rate.b if rate.b > 0 else 0.0
    silent_for = time // (spec.bucket / 1000) - rate.bucket
    if a_bucket * silent_for < _AT_LEAST / 2:
        return Judgement(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, rate.buckets)
    return model.silence(rate, time)
