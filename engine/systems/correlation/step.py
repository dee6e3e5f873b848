"""What a hit or a timer of a correlation causes: items go into the window, episodes come out as signals."""

from __future__ import annotations

from typing import Final

from engine.effects import Effect, Emit, Timer
from engine.matching.windows.group import Group
from engine.matching.windows.panes import Item, Opening
from engine.signal import Signal
from engine.systems.correlation.spec import CorrelationSpec
from engine.systems.correlation.types import TYPES
from engine.systems.emission import carried
from engine.systems.kind import Hit, Moment

TIMER: Final = "settle"
_SAFE: Final = 2**53
"""Up to here every whole number has a number of its own."""


def step(spec: CorrelationSpec, state: Group, signal: Signal, hit: Hit, moment: Moment) -> list[Effect]:
    """A hit that names rules is an item; one that names none is a timer that this step has set."""
    window = spec.window
    if hit.rules:
        state.seen(signal.time)
    item = _item(spec, signal, hit)
    if item is not None and state.let_pass(window, item, moment.watermark):
        return []
    effects: list[Effect] = [
        emit(spec, hit, settled, settled.at) for settled in state.settle(window, moment.watermark)
    ]
    if not hit.rules:
        state.due = None
        foreseen = state.foresee(window)
        if foreseen is not None:
            effects.append(emit(spec, hit, foreseen, foreseen.at))
    elif item is not None:
        place = state.add(window, item)
        foreseen = None if place is None else state.foresee(window, place)
        if foreseen is not None:
            effects.append(emit(spec, hit, foreseen, signal.time, signal))
        if state.due is not None and state.due <= signal.time:
            return effects  # it changes nothing before the timer wakes, which asks again
    wake = state.wake(window)
    if wake is not None and (state.due is None or wake < state.due):
        state.due = wake
        effects.append(Timer(TIMER, wake, clock="watermark"))
    return effects


def _item(spec: CorrelationSpec, signal: Signal, hit: Hit) -> Item | None:
    """What a hit adds to what is measured; None when it has nothing to measure, and for a timer."""
    if not hit.rules:
        return None
    type_ = TYPES[spec.type]
    if type_.of_rules:
        return Item(signal.time, signal.id, tuple(spec.rules.index(rule) for rule in hit.rules))
    if type_.has_field:
        return None if hit.value is None else Item(signal.time, signal.id, (hit.value,))
    return Item(signal.time, signal.id)


def emit(spec: CorrelationSpec, hit: Hit, opening: Opening, time: int, by: Signal | None = None) -> Emit:
    """The signal of an episode: about whom its group is, else about whom the signal was that completed it."""
    emission, places = spec.emission, spec.places
    data = emission.data()
    data |= _measured(spec, opening)
    if by is not None:
        data |= carried(by)
    data["timespan"], data["from"], data["to"] = spec.timespan, opening.since, opening.until
    return Emit(
        type=emission.type,
        time=time,
        channel=_about(hit, places["channel"]) if "channel" in places else None if by is None else by.channel,
        actor=_about(hit, places["actor"]) if "actor" in places else None if by is None else by.actor,
        target=_about(hit, places["target"]) if "target" in places else None if by is None else by.target,
        system=emission.system or (None if by is None else by.system),
        severity=emission.severity,
        confidence=emission.confidence,
        data=data,
        cause=opening.ids,
        causes=opening.causes,
    )


def _about(hit: Hit, place: int) -> int | None:
    value = hit.key[place]
    return value if isinstance(value, int) else None


def _measured(spec: CorrelationSpec, opening: Opening) -> dict[str, float]:
    """What was counted; of numbers how many there were, and what they come to."""
    if not TYPES[spec.type].of_numbers:
        return {"count": opening.count}
    value = opening.count
    return {"count": opening.causes, "value": int(value) if _is_whole(value) else value}


def _is_whole(value: float) -> bool:
    """Whether a number is better shown without a fraction, and loses nothing by it."""
    return abs(value) <= _SAFE and float(value).is_integer()
