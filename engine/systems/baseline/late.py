"""Counts that come late, after a gap or out of order: their bucket is closed, the open one is none of theirs.

They repair what was learned without them, and are not judged: what was usual then has just been learned as
less than it was. docs/decisions/late-counts-repair.md says why.
"""

from __future__ import annotations

from typing import Final

from engine.systems.baseline.models.rate import Rate, RateState
from engine.systems.baseline.state import Baseline, Late

_MOST: Final = 200
"""Keys of which it is remembered what came late last: what a gap kept back comes in the order of its time."""
_CLIP: Final = 6.0
"""A bucket is learned up to so many standard deviations, as in time."""


def repair(state: Baseline, model: Rate, rate: RateState, key: str, bucket: int) -> None:
    """Learn one signal of a closed bucket of a key, by its number since 1970."""
    count, usual = _counted(state, key, bucket), model.usual(rate, bucket)
    if count > usual.expected + _CLIP * usual.scale:
        return
    model.learn_late(rate, bucket)
    if state.whole is not None:
        model.learn_late(state.whole, bucket)


def _counted(state: Baseline, key: str, bucket: int) -> float:
    """How many came late of a bucket, with this one."""
    known = state.late.pop(key, None)
    count = known.count + 1 if known is not None and known.bucket == bucket else 1.0
    state.late[key] = Late(bucket, count)
    if len(state.late) > _MOST:
        del state.late[next(iter(state.late))]
    return count
