"""What is usual: how often a kind of signal comes in a guild, so that steady noise weighs little.

It is learned by the model of rates that baselines have. Signals of one instant are weighed alike, in whatever
order they come: of the open hour only what came before that instant counts.
"""

from __future__ import annotations

from math import exp2
from typing import Final

from engine.instants import HOUR_MS
from engine.signal import Severity, Signal, SignalType
from engine.systems.baseline.models.rate import HOUR, Rate, RateState
from engine.systems.scoring.picture import Picture, Usual
from engine.systems.scoring.turn import Turn

HALF_LIFE_HOURS: Final = 7 * 24
_MODEL: Final = Rate(bucket=HOUR, half_life=HALF_LIFE_HOURS * HOUR)
"""It has no state. Without a season: what rules find is too little to show one."""
MOST_KINDS: Final = 500
"""Kinds of signals of which the usual is known, in a guild."""
FORGOTTEN: Final = 0.05
"""Less than so many of the past is as if nothing had come."""
NEWS: Final = 4.0
"""So many digits, an hour as full as once in 10,000, weigh everything."""
LIFTED_MS: Final = HOUR_MS
"""So long after an anomaly among them the signals of a kind are no noise."""
_DAY: Final = 24


def novelty(turn: Turn, kind: str, severity: Severity) -> float:
    """How much of its weight a signal of a kind has, and remember that it came."""
    spec, time = turn.spec.novelty, turn.signal.time
    if spec is None:
        return 1.0
    known = _counted(turn, kind)
    learned = known.rate.buckets * HOUR_MS
    if not spec.concerns(severity) or learned < spec.after or known.since < time < known.until:
        return 1.0
    a_day = _DAY * _MODEL.mean(known.rate, known.rate.bucket)
    if a_day <= spec.often:
        return 1.0
    rarity = _MODEL.judge(known.rate, known.at / 1000, 1 - known.same).digits
    return max(spec.least, spec.often / a_day, min(rarity / NEWS, 1.0))


def lift(picture: Picture, signal: Signal) -> None:
    """A baseline found something unusual in a kind of signals: those that come soon after are no noise."""
    if signal.type != SignalType.ANOMALY_DETECTED or signal.origin != "derived":
        return
    known = picture.rates.get(str(signal.data.get("of_kind")))
    if known is not None:
        is_open = known.since <= signal.time < known.until
        known.since = known.since if is_open else signal.time
        known.until = max(known.until, signal.time + LIFTED_MS)


def is_forgotten(known: Usual, now: int, least: float = FORGOTTEN) -> bool:
    """Whether so little is left of it that it begins anew."""
    return _left(known, now // HOUR_MS) < least


def _counted(turn: Turn, kind: str) -> Usual:
    picture, time = turn.picture, turn.signal.time
    known = picture.rates.get(kind)
    if known is None or is_forgotten(known, turn.now):
        known = picture.rates[kind] = Usual(RateState())
    if time > known.at:
        known.at, known.same = time, 0
    known.same += 1
    _MODEL.learn(known.rate, known.at / 1000)
    _make_room(picture, turn.now)
    return known


def _left(known: Usual, hour: int) -> float:
    """What is left of it at an hour, all that came before it included."""
    passed = max(hour - known.rate.bucket, 0)
    return (known.rate.a + known.rate.count) * exp2(-passed / HALF_LIFE_HOURS)


def _make_room(picture: Picture, now: int) -> None:
    """The forgotten go first, so that it does not matter whether they were pruned before."""
    rates = picture.rates
    if len(rates) <= MOST_KINDS:
        return
    for kind in [kind for kind, each in rates.items() if is_forgotten(each, now)]:
        del rates[kind]
    if len(rates) > MOST_KINDS:
        hour = now // HOUR_MS
        ranked = sorted(rates, key=lambda kind: (_left(rates[kind], hour), kind))
        for kind in ranked[: len(rates) - MOST_KINDS * 7 // 8]:
            del rates[kind]
