"""Whether what was judged is told at all: not while it warms up, not what people said to be expected."""

from __future__ import annotations

from collections.abc import Callable
from math import isclose
from typing import Final

import msgspec

from engine.systems.baseline.models import peaks
from engine.systems.baseline.models.digits import before_evidence
from engine.systems.baseline.models.gate import Gate, opens, tell
from engine.systems.baseline.models.judgement import Judgement
from engine.systems.baseline.models.peaks import Peaks
from engine.systems.baseline.noticed import Noticed
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import Baseline

FORGETS_S: Final = 86_400.0
"""The half-life of what was told of a key, in seconds: the same a day later is half as far from news."""
_GOES_ON_S: Final = 3_600.0
"""What a key does within an hour after it was told counts as one, by the highest of it."""
ENOUGH: Final = 200
_LONG_S: Final = 7 * 86_400.0
_FEW_S: Final = 60.0
_THE_SAME: Final = 1e-6


class Look(msgspec.Struct, frozen=True):
    """A value of a key held against what is usual at `time` (seconds); `looks` such are taken a day.

    `is_common`: so much is no news of its kind, wherever it comes.
    """

    key: str
    time: float
    value: float
    judgement: Judgement
    looks: float
    is_common: Callable[[], bool] = bool


def told(spec: BaselineSpec, state: Baseline, look: Look, gate: Gate) -> Noticed | None:
    """What is to be told of a look, if anything is; the gate of its key remembers it."""
    needed = spec.needed(look.looks)
    if not _is_far(spec, look, needed):
        return None
    if is_expected(state, look.key, look.time) or _is_accepted(state, look):
        return None
    height = before_evidence(look.judgement.digits, look.judgement.n)  # what may be claimed grows too slowly
    if not opens(gate, look.time, height, FORGETS_S) or look.is_common():
        return None
    before = gate.height if look.time - gate.time < _GOES_ON_S else 0.0
    known = peaks_of(state, spec.method, state.since / 1000)
    floor = before_evidence(needed, look.judgement.n) if spec.sigmas is None else 0.0
    seldom = how_seldom(known, look.time, height, floor, before)
    tell(gate, look.time, height)
    if not is_warm(spec, state.since / 1000, state.seen, look.time):
        return None
    looked = age(state, look.time)
    return Noticed(look.key, look.value, look.judgement, needed, look.looks, looked, seldom=seldom)


def peaks_of(state: Baseline, method: str, since: float) -> Peaks:
    """How far a method went; it is counted from `since` (seconds) on."""
    return state.peaks.setdefault(method, Peaks(since))


def how_seldom(known: Peaks, time: float, height: float, floor: float = 0.0, before: float = 0.0) -> float:
    """How many days, as a power of ten, lie between two that go so far; `height` counts, instead of `before`.

    It counts during the warm-up, too: what came then is no news.
    """
    digits = peaks.digits(known, time, height, floor)
    peaks.count(known, time, height, before)
    return digits


def is_warm(spec: BaselineSpec, since: float, seen: int, time: float) -> bool:
    """Whether enough was seen: for the time of the warm-up, and 200 signals, or for a week."""
    passed = time - since
    return passed >= spec.warm_up / 1000 and (seen >= ENOUGH or passed >= _LONG_S)


def age(state: Baseline, time: float) -> float:
    """For how long one has looked, in seconds."""
    return max(time - state.since / 1000, _FEW_S)


def is_the_same(value: float, expected: float) -> bool:
    """Whether a value is what was expected: a stream that never changes has no scale by which it is far."""
    return isclose(value, expected, rel_tol=_THE_SAME, abs_tol=_THE_SAME)


def is_expected(state: Baseline, key: str, time: float) -> bool:
    """Whether the calendar has an entry for a key, or for all, at an instant (seconds)."""
    return any(each.key in ("", key) and each.since <= time < each.until for each in state.expected)


def _is_far(spec: BaselineSpec, look: Look, needed: float) -> bool:
    """Whether a value is rare enough, on a side that is asked for."""
    judgement = look.judgement
    if is_the_same(look.value, judgement.expected):
        return False
    rare = judgement.digits >= needed if spec.sigmas is None else abs(judgement.z) >= spec.sigmas
    side = "up" if judgement.z > 0 else "down"
    if not rare or spec.direction not in (side, "both"):
        return False
    return spec.least is None or side == "down" or look.value >= spec.least


def _is_accepted(state: Baseline, look: Look) -> bool:
    """Whether somebody said that this much is no anomaly."""
    known = state.accepted.get(look.key)
    return known is not None and known.low <= look.value <= known.high and look.time < known.until
