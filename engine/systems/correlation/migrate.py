"""What becomes of a group's state when its correlation is changed: kept, or trimmed to a shorter window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.effects import Timer
from engine.matching.windows.group import Group
from engine.matching.windows.handover import hand_over, take_up
from engine.systems.correlation.spec import CorrelationSpec
from engine.systems.correlation.step import TIMER
from engine.systems.kind import Migrated, Moment


def stateful(spec: CorrelationSpec) -> Sequence[Any]:
    """What items mean: the type, and where they say which rule was hit, the order of the rules."""
    return (spec.type, *spec.rules) if spec.type.startswith("temporal") else (spec.type,)


def migrate(old: CorrelationSpec | None, new: CorrelationSpec, state: Group, moment: Moment) -> Migrated:
    """The state under another timespan, condition or time to re-arm. Its timer is only ever moved nearer.

    What hits that are not settled yet make true under the new condition is told of at once: by a timer.
    """
    trimmed = False
    if old is None:
        take_up(state, new.window, moment.watermark)
    elif old.window != new.window:
        trimmed = hand_over(state, old.window, new.window, moment.watermark)
    wake = state.swept if state.copy().foresee(new.window) is not None else state.wake(new.window)
    if wake is None or (state.due is not None and state.due <= wake):
        return Migrated(state, trimmed=trimmed)
    state.due = wake
    return Migrated(state, [Timer(TIMER, wake, clock="watermark")], trimmed=trimmed)
