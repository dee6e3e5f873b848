"""`data/threat_scores.json`: who stands where in each server, the worst first, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any, Final

from engine.bot.exports.view import View
from engine.runtime.core import Core
from engine.runtime.scores import pictures, scores_of
from engine.systems.scoring.report import printable

_MOST: Final = 50
"""Entities of a server that are told with their reasons."""


def _mark(core: Core, guilds: Sequence[int]) -> Hashable:
    return tuple((guild, picture.taken) for guild in guilds for _, picture in pictures(core, guild))


def _make(core: Core, guilds: Sequence[int], now: int) -> dict[str, Any]:
    return {"guilds": {str(guild): _guild(core, guild, now) for guild in guilds}}


def _guild(core: Core, guild: int, now: int) -> dict[str, Any]:
    found = scores_of(core, guild, now, _MOST)
    return {
        "levels": dict(Counter(each.level for each in found)),
        "entities": len(found),
        "scores": [printable(each) for each in found[:_MOST]],
    }


THREAT_SCORES: Final = View("threat_scores", _mark, _make)
