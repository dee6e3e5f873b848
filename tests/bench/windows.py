"""What a hundred windowed rules cost a signal, beside a plain deque for each rule and key: CPU.

All count bans by (guild, actor) over sliding ten seconds, each to a number of its own; a thousand actors,
some of them busy. Ours is what the loop spends beyond the detection alone. Both must tell of the same alerts.
"""

from __future__ import annotations

import gc
import random
import time
from collections import deque
from pathlib import Path
from statistics import median
from typing import Any

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.effects import Emit
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.systems import KINDS
from tests.bench.result import Reached

RULES = 100
ACTORS = 1_000
SIGNALS = 4_000
ROUNDS = 3
SPAN = 10_000
START = 1_800_000_000_000
Alert = tuple[str, int, int]
"""The rule, the actor, and when."""


async def run(folder: Path) -> list[Reached]:
    del folder
    bans = _bans()
    ratios, mine, its, quiet = [], [], [], []
    for _ in range(ROUNDS):
        alone, none = _ours(bans, 0)
        with_rules, told = _ours(bans, RULES)
        out_of_reach, silent = _ours(bans, RULES, beyond=SIGNALS)
        theirs, expected = _deques(bans)
        assert (none, silent, told) == (set(), set(), expected), len(told ^ expected)
        assert expected
        mine.append(with_rules - alone)
        its.append(theirs)
        quiet.append(out_of_reach - alone)
        ratios.append(theirs / (with_rules - alone))
    figures = (
        f"{1e6 * median(its):.0f} µs / {1e6 * median(mine):.0f} µs CPU a signal, {1e6 * median(quiet):.0f} µs"
        f" of it without its {len(expected) / SIGNALS:.2f} alerts"
    )
    what = f"{RULES} windowed rules v. one deque a rule and key"
    return [Reached(what, median(ratios), 5, 9, "x faster", figures, more=True)]


def _bans() -> list[tuple[str, int, int]]:
    """Id, time and actor, in order of time."""
    rng, at, found = random.Random(5), START, []
    for n in range(SIGNALS):
        at += rng.randint(1, 6)
        found.append((f"ban:{n}", at, int(ACTORS * rng.random() ** 3)))
    return found


def _least(n: int) -> int:
    return 3 + n


def _ours(bans: list[tuple[str, int, int]], rules: int, *, beyond: int = 0) -> tuple[float, set[Alert]]:
    """Seconds a signal, and the alerts; `beyond`: so much more must come for any."""
    programs = Programs(KINDS, Catalogue.load())
    watches = [_correlation(n, _least(n) + beyond) for n in range(rules)]
    core = Core(programs.add(Rulebook([_detection(), *watches])), programs.provide)
    signals = [Signal(id_, "discord.member.ban", at, guild=1, actor=actor) for id_, at, actor in bans]
    end = bans[-1][1] + 10 * SPAN
    alerts: set[Alert] = set()
    _set_aside()
    began = time.process_time()
    for signal in signals:
        _collect(core, signal, signal.time, alerts)
    spent = time.process_time() - began
    _collect(core, Signal("end", "test.tick", end), end, alerts)
    return spent / len(bans), alerts


def _collect(core: Core, signal: Signal, seen: int, alerts: set[Alert]) -> None:
    for row in core.take(signal, seen) or ():
        for planned in row.effects:
            if isinstance(planned.effect, Emit) and planned.effect.type == "test.found":
                assert planned.effect.time is not None
                alerts.add((planned.document, planned.key[1], planned.effect.time))


def _deques(bans: list[tuple[str, int, int]]) -> tuple[float, set[Alert]]:
    """The same by hand: what left goes, and what is true again within a timespan is no news."""
    rules = [(f"pack/correlation/watch{n}", _least(n)) for n in range(RULES)]
    windows: dict[tuple[str, int, int], deque[int]] = {}
    ends: dict[tuple[str, int, int], int] = {}
    alerts: set[Alert] = set()
    _set_aside()
    began = time.process_time()
    for _, at, actor in bans:
        for rule, least in rules:
            key = (rule, 1, actor)
            window = windows.get(key)
            if window is None:
                window = windows[key] = deque()
            window.append(at)
            while window[0] <= at - SPAN:
                window.popleft()
            if len(window) >= least:
                if key not in ends or at - ends[key] > SPAN:
                    alerts.add((rule, actor, at))
                ends[key] = window[-least] + SPAN
    return (time.process_time() - began) / len(bans), alerts


def _set_aside() -> None:
    gc.collect()
    gc.freeze()


def _detection() -> Document:
    body: dict[str, Any] = {
        "title": "A ban", "logsource": {"product": "discord", "category": "member_ban"},
        "detection": {"sel": {"actor|exists": True}, "condition": "sel"}, "tocsin": {"emit": "test.hit"},
    }  # fmt: skip
    return Document("detection", "ban", "pack", "d.yml", 0, body, {})


def _correlation(n: int, least: int) -> Document:
    section = {
        "type": "event_count", "rules": ["ban"], "group-by": ["guild", "actor"], "timespan": "10s",
        "condition": {"gte": least}, "generate": True,
    }  # fmt: skip
    body = {"title": f"Watch {n}", "correlation": section, "tocsin": {"emit": "test.found"}}
    return Document("correlation", f"watch{n}", "pack", "c.yml", 0, body, {})
