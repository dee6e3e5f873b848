"""First times: a value, or values together, that its key has never seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from engine.systems.baseline.firsts import Firsts, is_kept_out, is_new, learn, rarity
from engine.systems.baseline.keys import key_of
from engine.systems.baseline.models.judgement import Judgement
from engine.systems.baseline.noticed import Noticed
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import Baseline
from engine.systems.baseline.telling import how_seldom, is_expected, is_warm, peaks_of

_DAY_S: Final = 86_400
_UNKNOWN: Final = "unknown"
_SOONEST_S: Final = 3 * 86_400.0
_LATEST_S: Final = 60 * 86_400.0
_MANY: Final = 300
"""How soon it is forgotten how often new things came: after three days, or so many signals."""


def observe(spec: BaselineSpec, state: Baseline, time: float, values: Sequence[Any]) -> Noticed | None:
    """Judge and learn one signal at `time` (seconds). One that lacks the first field says nothing."""
    own = values[len(spec.by) :]
    if own[0] is None:
        return None
    key, new = key_of(values[: len(spec.by)]), [_UNKNOWN if each is None else str(each) for each in own]
    firsts = _of(spec, state, key, time)
    if is_expected(state, key, time):
        return None
    warm, noticed = is_warm(spec, firsts.since, firsts.seen, time), None
    kept_out = is_kept_out(firsts, new, time)
    if warm and (kept_out or is_new(firsts, new)):
        noticed = _judged(spec, key, firsts, new, time)
    if noticed is not None:
        known = peaks_of(state, spec.method, firsts.since + spec.warm_up / 1000)
        seldom = how_seldom(known, time, noticed.judgement.digits)
        noticed = msgspec.structs.replace(noticed, seldom=seldom)
    if not kept_out:
        learn(firsts, time, new, half_life(firsts, time), warm=warm)
    return noticed


def _of(spec: BaselineSpec, state: Baseline, key: str, time: float) -> Firsts:
    found = state.firsts.pop(key, None) or Firsts(since=time, time=time)
    state.firsts[key] = found  # the one that was heard of last stands last
    if len(state.firsts) > spec.most_keys:
        del state.firsts[next(iter(state.firsts))]
        state.table.dropped += 1
    return found


def half_life(firsts: Firsts, time: float) -> float:
    """After how long (seconds) it is half forgotten how often new things came."""
    looked = max(time - firsts.since, 1.0)
    return min(max(_SOONEST_S, _MANY * looked / max(firsts.seen, 1)), _LATEST_S)


def _judged(spec: BaselineSpec, key: str, firsts: Firsts, new: list[str], time: float) -> Noticed | None:
    digits, since = rarity(firsts, new), time - firsts.since
    looks = firsts.seen / max(since / _DAY_S, 1.0)
    needed = spec.needed(looks)
    if digits < needed:
        return None
    judgement = Judgement(digits, 0.0, 0.0, 0.0, 0.0, 0.0, firsts.seen, "new")
    return Noticed(key, tuple(new), judgement, needed, looks, since)
