"""`data/anomaly_detection.json`: what was far from usual in each server, and what people said of it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

import msgspec

from engine.bot.exports.view import View
from engine.instants import DAY_MS, iso
from engine.runtime.core import Core
from engine.runtime.usual import baselines_of, desk_of
from engine.systems.baseline.desk.book import Desk
from engine.systems.baseline.report import Known, Usual, known, printable, summary

_DAYS: Final = 7
_MOST: Final = 100


def _mark(core: Core, guilds: Sequence[int]) -> Hashable:
    return tuple((guild, desk.taken) for guild in guilds if (desk := desk_of(core, guild)) is not None)


def _make(core: Core, guilds: Sequence[int], now: int) -> dict[str, Any]:
    return {"guilds": {str(guild): _guild(core, guild, now) for guild in guilds}}


def _guild(core: Core, guild: int, now: int) -> dict[str, Any]:
    desk = desk_of(core, guild) or Desk()
    told = summary(desk, now - _DAYS * DAY_MS)
    return {
        "anomalies": [printable(each) for each in reversed(desk.told[-_MOST:])],
        "days": _DAYS,
        "found": [msgspec.to_builtins(each) for each in told.found],
        "feedback": dict(told.words),
        "baselines": [_baseline(known(spec, state, now)) for _, spec, state in baselines_of(core, guild)],
    }


def _baseline(each: Known) -> dict[str, Any]:
    return {
        "rule": each.rule,
        "title": each.title,
        "method": each.method,
        "since": iso(each.since),
        "signals": each.seen,
        "keys": each.keys,
        "dropped": each.dropped,
        "is_warm": each.is_warm,
        "adopted": [_adopted(usual) for usual in each.usual if usual.adopted is not None],
    }


def _adopted(usual: Usual) -> dict[str, Any]:
    """A level that was taken over as the new normal."""
    return {
        "key": list(usual.key),
        "since": iso(usual.adopted or 0),
        "level": usual.mean,
        "before": usual.before,
    }


ANOMALY_DETECTION: Final = View("anomaly_detection", _mark, _make)
