"""What is usual: how often a kind of signal comes in a guild, so that steady noise weighs little.

Only hours that are over count: so signals of one instant are weighed alike, in whatever order they come.
"""

from __future__ import annotations

from typing import Final

from engine.instants import HOUR_MS
from engine.signal import Severity
from engine.systems.scoring.picture import Picture, Usual
from engine.systems.scoring.turn import Turn

HALF_LIFE_HOURS: Final = 7 * 24
_KEPT: Final = 2.0 ** (-1 / HALF_LIFE_HOURS)
MOST_KINDS: Final = 500
"""Kinds of signals of which the usual is known, in a guild."""
FORGOTTEN: Final = 0.05
"""Less than so many of the past is as if nothing had come."""
_DAY: Final = 24


def novelty(turn: Turn, kind: str, severity: Severity) -> float:
    """How much of its weight a signal of a kind has, and remember that it came."""
    spec, picture, now = turn.spec.novelty, turn.picture, turn.now
    if spec is None:
        return 1.0
    hour = turn.signal.time // HOUR_MS
    known = picture.usual.get(kind)
    if known is None or is_forgotten(known, now):
        known = picture.usual[kind] = Usual(hour, hour)
        _make_room(picture, now)
    if hour > known.hour:
        known.past, known.hour, known.now = _left(known, hour), hour, 0
    known.now += 1
    learned = known.hour - known.first
    if not spec.concerns(severity) or learned * HOUR_MS < spec.after:
        return 1.0
    rate = _DAY * known.past / _exposure(learned)
    return 1.0 if rate <= spec.often else max(spec.least, spec.often / rate)


def is_forgotten(known: Usual, now: int, least: float = FORGOTTEN) -> bool:
    """Whether so little is left of it that it begins anew."""
    return _left(known, now // HOUR_MS) < least


def _left(known: Usual, hour: int) -> float:
    """What is left of it at an hour, all that came before it included."""
    if hour <= known.hour:
        return known.past + known.now
    return (known.past + known.now) * _KEPT ** (hour - known.hour)


def _exposure(hours: int) -> float:
    """How many hours were watched, those long ago for less."""
    return _KEPT * (1 - _KEPT**hours) / (1 - _KEPT) if hours else 1.0


def _make_room(picture: Picture, now: int) -> None:
    """The forgotten go first, so that it does not matter whether they were pruned before."""
    usual = picture.usual
    if len(usual) <= MOST_KINDS:
        return
    for kind in [kind for kind, each in usual.items() if is_forgotten(each, now)]:
        del usual[kind]
    if len(usual) > MOST_KINDS:
        hour = now // HOUR_MS
        ranked = sorted(usual, key=lambda kind: (_left(usual[kind], hour), kind))
        for kind in ranked[: len(usual) - MOST_KINDS * 7 // 8]:
            del usual[kind]
