"""Plays the streams through what ships, as `tocsin anomaly events` does, and counts what is told."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from engine.catalogue import Catalogue
from engine.cli.rulebooks import load_packs
from engine.cli.signal_lines import read_signal
from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import Signal, SignalType
from engine.systems import KINDS
from tests.bench.alerts.stream import stream
from tests.bench.month.scene import Told
from tests.bench.result import Reached

RULES: Final = "rules/baselines"
LOOKED_AT: Final = (1, 2, 3, 4, 5, 6)
HELD_BACK: Final = (101, 102)


class Size(NamedTuple):
    """Days, alerts in all, and the share of them that is kept."""

    days: int
    alerts: int
    kept: float = 1.0

    def __str__(self) -> str:
        return f"{self.days} days of {self.alerts * self.kept:,.0f}"


SIZES: Final = (
    Size(3, 12_000), Size(4, 30_000), Size(5, 60_000), Size(6, 120_000),
    Size(4, 30_000, 0.1), Size(6, 40_000, 0.1),
)  # fmt: skip


class Found(msgspec.Struct):
    """What came of one stream: by phase the alerts that its signals caused, and those that nothing did."""

    signals: int
    days: int
    seconds: float
    phases: dict[str, list[Signal]]
    false: list[Signal]

    @property
    def missed(self) -> list[str]:
        return [phase for phase, alerts in self.phases.items() if not alerts]


async def run(folder: Path) -> list[Reached]:
    del folder
    rows: list[Reached] = []
    for sizes, what in ((SIZES[:4], "alerts of three to six days"), (SIZES[4:], "a tenth of them")):
        rows += _rows(what, [play(stream(seed, *size), size.days) for size in sizes for seed in HELD_BACK])
    return rows


def play(told: list[Told], days: int) -> Found:
    """One stream, through the loop."""
    catalogue = Catalogue.load()
    documents = [each for each in load_packs(RULES).rulebook.documents if each.kind in ("baseline", "list")]
    program = Programs(KINDS, catalogue).add(Rulebook(documents))
    core = Core(program, lambda _: program)
    scenes = {each.line["id"]: each.scene for each in told if each.scene}
    found = Found(len(told), days, 0.0, {scene: [] for scene in scenes.values()}, [])
    begun = time.process_time()
    for number, each in enumerate(told, 1):
        signal = read_signal(each.line, number, 0, catalogue).signal
        for row in core.take(signal, signal.time) or ():
            if row.signal.type == SignalType.ANOMALY_DETECTED:
                _note(found, row.signal, scenes)
    found.seconds = time.process_time() - begun
    return found


def _note(found: Found, alert: Signal, scenes: dict[str, str]) -> None:
    """An alert is right if a signal of the attack led to it."""
    right = {scenes[each] for each in alert.cause if each in scenes}
    for scene in right:
        found.phases[scene].append(alert)
    if not right:
        found.false.append(alert)


def _rows(what: str, found: list[Found]) -> list[Reached]:
    phases = sum(len(each.phases) for each in found)
    missed = Counter(phase.partition("/")[2] for each in found for phase in each.missed)
    false = sum(len(each.false) for each in found)
    loud = Counter(str(alert.data["rule_name"]) for each in found for alert in each.false)
    seconds, signals = sum(each.seconds for each in found), sum(each.signals for each in found)
    hit = phases - missed.total()
    return [
        Reached(
            f"{what}: phases of attack found", hit / phases, 0.9, 0.9, "",
            f"{hit} of {phases} in {len(found)} streams, {signals:,} alerts, "
            f"{seconds / signals * 1e6:.0f} us each; missed: {_counted(missed)}", more=True,
        ),
        Reached(
            f"{what}: false alerts a day", false / sum(each.days for each in found), 4, 1, "",
            f"most: {_counted(loud)}",
        ),
    ]  # fmt: skip


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} x{count}" for name, count in counter.most_common(4)) or "none"
