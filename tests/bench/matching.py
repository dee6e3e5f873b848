"""Rules held against signals: ours beside engines that others use, and ten thousand rules beside ten.

Both answer the same signals, and must give the same answers before anything is timed. Rounds of both
alternate, so that a noisy neighbour harms both; the middle ratio counts. CPU of all threads.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from engine.matching import Matcher, compile_rules
from tests.bench.result import Reached
from tests.bench.rivals import Answers, Rival
from tests.bench.rivals.clips import Clips
from tests.bench.rivals.polars_batch import PolarsBatch
from tests.bench.workloads import FIELDS, Workload, discord_like

ROUNDS = 7
SIGNALS = 5_000
"""As many as an engine for batches needs to be at its best."""
FEWER = 500
"""For an engine that needs milliseconds a signal, and the longer for each the more it has seen."""


class Ours:
    """The library, as anyone would call it: one event after another."""

    def __init__(self, workload: Workload) -> None:
        self._matcher: Matcher = compile_rules(workload.documents)

    def answer(self, signals: Sequence[dict[str, Any]]) -> list[list[str]]:
        match = self._matcher.match
        return [match(signal) for signal in signals]


async def run(folder: Path) -> list[Reached]:
    del folder
    return [
        _beside("CLIPS, 1,000 rules", 1_000, FEWER, Clips, (30, 60)),
        _beside("CLIPS, 10,000 rules", 10_000, FEWER, Clips, (100, 200)),
        _beside("polars in batches, 1,000 rules", 1_000, SIGNALS, PolarsBatch, (7, 15)),
        _growth(),
    ]


def _beside(
    name: str,
    rules: int,
    signals: int,
    rival: Callable[[list[Any], dict[str, type]], Rival],
    bars: tuple[float, float],
) -> Reached:
    workload = discord_like(rules, signals)
    ours, theirs = Ours(workload), rival(workload.conditions, FIELDS)
    met = agree(ours.answer(workload.signals), theirs.answer(workload.signals))
    mine, its = alternate(
        lambda: ours.answer(workload.signals), lambda: theirs.answer(workload.signals), signals
    )
    figures = f"{1e6 * median(mine):.1f} µs / {1e6 * median(its):.0f} µs CPU a signal; {met} matches"
    ratio = median(b / a for a, b in zip(mine, its, strict=True))
    return Reached(f"our matcher is faster than {name}", ratio, *bars, "x", figures, more=True)


def _growth() -> Reached:
    few, many = discord_like(10, SIGNALS), discord_like(10_000, SIGNALS)
    ten, thousands = Ours(few), Ours(many)
    small, large = alternate(
        lambda: ten.answer(many.signals), lambda: thousands.answer(many.signals), SIGNALS
    )
    ratio = median(b / a for a, b in zip(small, large, strict=True))
    figures = f"{1e6 * median(large):.1f} µs / {1e6 * median(small):.1f} µs CPU a signal"
    return Reached("a signal against 10,000 rules / against 10", ratio, 7, 3, "x", figures)


def alternate(
    one: Callable[[], Any], other: Callable[[], Any], signals: int
) -> tuple[list[float], list[float]]:
    """Seconds a signal of each, round by round."""
    gc.collect()
    gc.freeze()
    rounds = [(_timed(one) / signals, _timed(other) / signals) for _ in range(ROUNDS)]
    gc.unfreeze()
    first, second = zip(*rounds, strict=True)
    return list(first), list(second)


def _timed(work: Callable[[], Any]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def agree(ours: list[list[str]], theirs: Answers) -> int:
    """How many matches there are, if both say the same."""
    for n, (mine, its) in enumerate(zip(ours, theirs, strict=True)):
        assert mine == [f"rule_{rule}" for rule in its], (n, mine, its)
    met = sum(map(len, ours))
    assert met
    return met
