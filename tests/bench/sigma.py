"""A thousand Sigma rules on process-like events: ours beside the engines that read Sigma as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from engine.matching import compile_rules
from tests.bench.matching import agree, alternate
from tests.bench.result import Reached
from tests.bench.rivals import Rival
from tests.bench.rivals.azuma_rules import Azuma
from tests.bench.rivals.sigma_sqlite import SigmaSqlite
from tests.bench.sigma_rules import FIELDS, Words, events, rules

RULES = 1_000
EVENTS = 2_000
FEWER = 50
"""For an engine that needs tens of milliseconds an event."""
SEED = 7

Load = Callable[[list[dict[str, Any]], Sequence[str]], Rival]


async def run(folder: Path) -> list[Reached]:
    del folder
    return [
        _beside("pySigma with its SQLite backend", EVENTS, SigmaSqlite, (30, 100)),
        _beside("azuma", FEWER, Azuma, (10, 50)),
    ]


def _beside(name: str, count: int, load: Load, bars: tuple[float, float]) -> Reached:
    words = Words(SEED)
    documents = rules(words, RULES)
    given = events(words, count)
    match, theirs = compile_rules(documents).match, load(documents, FIELDS)

    def ours() -> list[list[str]]:
        return [match(each) for each in given]

    met = agree(ours(), theirs.answer(given))
    mine, its = alternate(ours, lambda: theirs.answer(given), count)
    figures = f"{1e6 * median(mine):.0f} µs / {1e6 * median(its):.0f} µs CPU an event; {met} matches"
    ratio = median(b / a for a, b in zip(mine, its, strict=True))
    what = f"our matcher is faster on Sigma rules than {name}"
    return Reached(what, ratio, *bars, "x", figures, more=True)
