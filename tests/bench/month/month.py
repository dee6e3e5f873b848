"""The month as one stream: in the order of time, without what nobody heard, and with what a sensor adds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

from tests.bench.month.attacks import Attacks
from tests.bench.month.people import People
from tests.bench.month.scene import GUILD, USUAL, Told, at
from tests.bench.month.unusual import AWAY, Unusual, is_away
from tests.bench.month.usual import Usual

_ECHO_S: Final = 60.0
_LONG: Final = 25


def month(seed: int) -> list[Told]:
    """Every signal of the month, with an id that says nothing of its scene."""
    rng = random.Random(seed)
    people = People(rng)
    usual = Usual(rng, people)
    told = [
        *usual.month(),
        *Unusual(rng, people, usual).month(),
        *Attacks(rng, people, usual).month(),
        *_away(),
    ]
    told.sort(key=lambda each: each.time)
    heard = (each for each in told if not is_away(each.time) or each.line["type"] == "gateway.gap")
    number = count(1)
    made = []
    for each in _sensed(heard):
        each.line["id"] = f"m:{next(number)}"
        each.line["time"] = round(each.time, 3)
        made.append(each)
    return made


def _away() -> Iterator[Told]:
    """The gap is told when it begins, and its end when what Discord still had was fetched."""
    day, begin, end = AWAY
    since, until = at(int(day), begin), at(int(day), end)
    yield Told(since, USUAL, {"type": "gateway.gap", "cause": "disconnect", "since": int(since * 1_000)})
    yield Told(until, USUAL, {"type": "backfill.done", "seconds": int(until - since), "guilds": 1})


def _sensed(told: Iterator[Told]) -> Iterator[Told]:
    """What the sensor of messages remembers: the pace of each author, and what was said before."""
    last: dict[int, tuple[float, int]] = {}
    said: dict[str, dict[int, tuple[float, int]]] = {}
    for each in told:
        line = each.line
        if line["type"] == "discord.message.create" and line["guild"] == GUILD:
            _pace(each.time, line, last)
            _echo(each.time, line, said)
        yield each


def _pace(time: float, line: dict[str, Any], last: dict[int, tuple[float, int]]) -> None:
    before, channel = last.get(line["actor"], (0.0, 0))
    last[line["actor"]] = (time, line["channel"])
    moved = channel != line["channel"]
    if time - before <= (15 if moved else 3):
        line["since_last_seconds"] = round(time - before, 3)
        if moved:
            line["channel_changed"] = True


def _echo(time: float, line: dict[str, Any], said: dict[str, dict[int, tuple[float, int]]]) -> None:
    text = line["content"]
    if len(text) < _LONG:
        return
    by = {who: kept for who, kept in said.get(text, {}).items() if time - kept[0] <= _ECHO_S}
    said[text] = by
    others = len(by) - (line["actor"] in by)
    if others:
        line["echoes"] = others
    times = by.get(line["actor"], (0.0, -1))[1] + 1
    if times:
        line["repeated"] = times
    by[line["actor"]] = (time, times)
