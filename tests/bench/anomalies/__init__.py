"""How well anomalies are found, beside the streaming detectors of River and those of PyOD, and at what cost.

The settings of ours were set by hand while looking at streams of the seeds in `LOOKED_AT`. What counts is the
result on `HELD_BACK`, which nobody looked at.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from engine.systems.baseline import Detector
from tests.bench.anomalies import costs, public
from tests.bench.anomalies.labelled import Labelled
from tests.bench.anomalies.quality import numenta, share_found, share_pooled
from tests.bench.anomalies.rivals import RIVALS
from tests.bench.anomalies.servers import SERVERS
from tests.bench.anomalies.world import WORLD
from tests.bench.result import Reached

LOOKED_AT: Final = (1, 2, 3)
HELD_BACK: Final = (101,)
OURS: Final = "Tocsin"

Figures = tuple[float, float, float, float]


async def run(folder: Path) -> list[Reached]:
    del folder  # nothing is written
    many = streams(HELD_BACK)
    found = {OURS: figures(many, [ours(series) for series in many])}
    for name, rival in RIVALS.items():
        found[name] = figures(many, [rival(series) for series in many])
    Console(width=120).print(table(found, f"{len(many)} labelled streams, {_windows(many)} windows"))
    return [*_rows(found), *costs.rows()]


def streams(seeds: tuple[int, ...]) -> list[Labelled]:
    """All generated streams and public series, of some seeds."""
    return [
        series
        for seed in seeds
        for series in (*(make(seed) for make in (*SERVERS, *WORLD)), *public.series(seed))
    ]


def ours(series: Labelled) -> list[float]:
    """Our scores of a stream."""
    detector, scores = Detector(), []
    for time, value in zip(series.times, series.values, strict=True):
        scores.append(detector.score_one(time, value))
        detector.learn_one(time, value)
    return scores


def figures(many: list[Labelled], scores: list[list[float]]) -> Figures:
    """Windows found by the highest points, by the highest episodes, by one list of all streams; Numenta's."""
    return (
        share_found(many, scores, rested=False),
        share_found(many, scores, rested=True),
        share_pooled(many, scores),
        numenta(many, scores),
    )


def table(found: dict[str, Figures], title: str) -> Table:
    """The best first."""
    made = Table(title=title)
    for heading in ("", "points", "episodes", "one list", "Numenta"):
        made.add_column(heading, justify="right" if heading else "left")
    for name, each in sorted(found.items(), key=lambda item: -sum(item[1][:3]) - item[1][3] / 100):
        made.add_row(name, *(f"{share:.1%}" for share in each[:3]), f"{each[3]:.1f}")
    return made


def _windows(many: list[Labelled]) -> int:
    return sum(len(series.windows) for series in many)


_WHAT: Final = (
    "anomalies: windows found at equal numbers of points told, of the best rival's",
    "anomalies: the same, equal numbers of episodes",
    "anomalies: the same, one list for all streams",
    "anomalies: Numenta's score at one threshold, of the best rival's",
)


def _rows(found: dict[str, Figures]) -> list[Reached]:
    made = []
    for place, what in enumerate(_WHAT):
        mine = found[OURS][place]
        name, best = max(
            ((name, each[place]) for name, each in found.items() if name != OURS), key=lambda item: item[1]
        )
        said = f"{mine:.1f}, {name} {best:.1f}" if place == 3 else f"{mine:.1%}, {name} {best:.1%}"
        made.append(Reached(what, mine / max(best, 1e-9), 1, 1.2, "x", said, more=True))
    return made
