"""What becomes of what a baseline has learned when its document is changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.effects import Cancel, Timer
from engine.systems.baseline.silence import TIMER, is_asked, set_timer
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import Baseline
from engine.systems.kind import Migrated, Moment


def stateful(spec: BaselineSpec) -> Sequence[Any]:
    """What the numbers in the state mean: what is measured, of which signals, by which keys and buckets."""
    seasonal = spec.season != "none"
    bucket = spec.bucket if spec.is_rate else 0
    return (spec.measure, spec.fields, spec.by, bucket, seasonal, spec.meets)


def migrate(old: BaselineSpec | None, new: BaselineSpec, state: Baseline, moment: Moment) -> Migrated:
    """The state under another level, threshold, half-life or warm-up: all that was learned stays.

    What was put aside has lost its timer. What was accepted and expected stays, too: people said it.
    """
    timers: list[Timer | Cancel] = []
    if not new.shape:
        state.courses.clear()
    asked = is_asked(new)
    if old is None or (asked and not is_asked(old)):
        state.wake = None
        timers += [each for each in set_timer(new, state, moment.now) if isinstance(each, Timer)]
    elif is_asked(old) and not asked and state.wake is not None:
        state.wake = None
        timers.append(Cancel(TIMER))
    return Migrated(state, timers)
