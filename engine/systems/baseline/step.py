"""What a signal, a word of people or a timer does to a baseline: it judges, then it learns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from engine.effects import Effect
from engine.signal import Signal, SignalType
from engine.systems.baseline.courses import observe as observe_course
from engine.systems.baseline.feedback import heard
from engine.systems.baseline.news import key_in, news
from engine.systems.baseline.noticed import Noticed, emit
from engine.systems.baseline.novel import observe as observe_new
from engine.systems.baseline.rates import observe as observe_rate
from engine.systems.baseline.silence import set_timer, woken
from engine.systems.baseline.spec import BaselineSpec, Method
from engine.systems.baseline.state import Baseline
from engine.systems.baseline.values import observe as observe_value
from engine.systems.kind import Hit, Moment

_Observe = Callable[[BaselineSpec, Baseline, float, Sequence[Any]], Noticed | None]
_OBSERVE: Final[Mapping[Method, _Observe]] = {
    "rate": observe_rate,
    "value": observe_value,
    "confidence": observe_value,
    "novel": observe_new,
}


def step(spec: BaselineSpec, state: Baseline, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
    """Take a signal in; what is far from usual is a signal for the desk."""
    if signal.type == SignalType.TIMER_DUE:
        return woken(spec, state, signal, moment)
    if signal.type == SignalType.BASELINE_FEEDBACK:
        heard(spec, state, signal, moment.now)
        return ()
    if not state.since:
        state.since = signal.time
    state.seen += 1
    state.last = max(state.last, signal.time)
    time, values = signal.time / 1000, hit.value or ()
    key = key_in(spec, values)
    moved = state.moves.get(key)
    course = observe_course(spec, state, time, values) if spec.shape else None
    noticed = _OBSERVE[spec.method](spec, state, time, values)
    effects: list[Effect] = []
    if noticed is not None:
        effects.append(emit(spec, noticed, signal))
    if course is not None:
        effects.append(emit(spec, course, signal))
    if state.moves.get(key) is not moved or state.table.dropped > state.dropped:
        effects += news(spec, state, signal, key, moved)
    effects += set_timer(spec, state, signal.time)
    return effects
