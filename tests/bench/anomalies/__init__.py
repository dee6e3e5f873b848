"""How well anomalies are found, beside the streaming detectors of River and those of PyOD, and at what cost.

The settings of ours were set by hand while looking at streams of the seeds in `LOOKED_AT`. What counts is the
result on `HELD_BACK`, which nobody looked at.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console
from rich.table import Table

from engine.systems.baseline import Detector
from tests.bench.anomalies import costs, public
from tests.bench.anomalies.labelled import Labelled
from tests.bench.anomalies.quality import numenta, share_found, share_pooled
from tests.bench.anomalies.race import Raced, race, thinned
from tests.bench.anomalies.rivals import RIVALS
from tests.bench.anomalies.servers import SERVERS
from tests.bench.anomalies.world import WORLD
from tests.bench.result import Reached

LOOKED_AT: Final = (1, 2, 3)
HELD_BACK: Final = (101,)
OURS: Final = "Tocsin"

Figures = tuple[float, float, float, float]


class Standing(msgspec.Struct, frozen=True):
    """What one reached on the streams of these numbers, in so many seconds; of none it was left out."""

    name: str
    numbers: tuple[int, ...]
    figures: Figures
    seconds: float


async def run(folder: Path) -> list[Reached]:
    del folder  # nothing is written
    many = streams(HELD_BACK)
    found = standings(many)
    out = Console(width=120)
    for numbers in (range(len(many)), thinned(many)):
        seen = [standing for standing in found if len(standing.numbers) == len(numbers)]
        if any(standing.name != OURS for standing in seen):
            out.print(table(seen, _title([many[at] for at in numbers])))
    for standing in found:
        if not standing.numbers:
            out.print(f"{standing.name}: left out after {standing.seconds:.0f} s")
    return [*_rows(found), *costs.rows()]


def standings(many: list[Labelled]) -> list[Standing]:
    """Ours on all streams and on the thinned set, then the rivals; says on a terminal how far it is."""
    progress = Console(stderr=True)
    our_race = race(many, ours)
    made = [
        _standing(OURS, many, Raced({at: our_race.scores[at] for at in numbers}, our_race.seconds))
        for numbers in (range(len(many)), thinned(many))
    ]
    for number, (name, rival) in enumerate(RIVALS.items(), start=1):
        if progress.is_terminal:
            progress.print(f"{number} of {len(RIVALS)}: {name}")
        made.append(_standing(name, many, race(many, rival)))
    return made


def _standing(name: str, many: list[Labelled], raced: Raced) -> Standing:
    numbers = sorted(raced.scores)
    if not numbers:
        return Standing(name, (), (0.0, 0.0, 0.0, 0.0), raced.seconds)
    reached = figures([many[at] for at in numbers], [raced.scores[at] for at in numbers])
    return Standing(name, tuple(numbers), reached, raced.seconds)


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


def table(found: list[Standing], title: str) -> Table:
    """The best first."""
    made = Table(title=title)
    for heading in ("", "points", "episodes", "one list", "Numenta", "seconds"):
        made.add_column(heading, justify="right" if heading else "left")
    for each in sorted(found, key=lambda its: -sum(its.figures[:3]) - its.figures[3] / 100):
        shares = (f"{share:.1%}" for share in each.figures[:3])
        made.add_row(each.name, *shares, f"{each.figures[3]:.1f}", f"{each.seconds:.0f}")
    return made


def _title(many: list[Labelled]) -> str:
    return f"{len(many)} labelled streams, {sum(len(series.windows) for series in many)} windows"


_WHAT: Final = (
    "anomalies: windows found at equal numbers of points told, of the best rival's",
    "anomalies: the same, equal numbers of episodes",
    "anomalies: the same, one list for all streams",
    "anomalies: Numenta's score at one threshold, of the best rival's",
)


def _rows(found: list[Standing]) -> list[Reached]:
    """Ours of the best rival's, each held against ours on the streams that it saw."""
    mine = {standing.numbers: standing.figures for standing in found if standing.name == OURS}
    rivals = [standing for standing in found if standing.name != OURS and standing.numbers]
    made = []
    for place, what in enumerate(_WHAT):
        ahead, its, name = min(
            (mine[each.numbers][place] / max(each.figures[place], 1e-9), each.figures[place], each.name)
            for each in rivals
        )
        form = ".1f" if place == 3 else ".1%"
        said = f"{ahead * its:{form}}, {name} {its:{form}}"
        made.append(Reached(what, ahead, 1, 1.2, "x", said, more=True))
    return made
