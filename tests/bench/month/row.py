"""Runs the month through the loop with all that ships, and counts what was found and what was false.

An alert is what a person would be shown: a signal of a type that alarms, of severity `medium` or above, as
settings have it by default; not what the bot has to say about itself. It is right when a signal of an attack
is among its causes, or when who it names takes part in one just then; else it is false. False alerts of one
document about the same person, or none, within an hour are counted once: they share a case.
"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Final

import msgspec

from engine.catalogue import Catalogue
from engine.cli.rulebooks import load_packs
from engine.cli.signal_lines import read_signal
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import SEVERITIES, Signal
from engine.store.rows import Row
from engine.systems import KINDS
from engine.systems.settings.alarm import ALARMING, OWN, is_about_itself
from tests.bench.month.month import month
from tests.bench.month.outside import DAYS as DAYS_OUTSIDE
from tests.bench.month.outside import outside
from tests.bench.month.scene import BEGIN, DAYS, USUAL, Told
from tests.bench.result import Reached

RULES: Final = "rules"
SEEDS: Final = (1, 2, 3)
_LEAST: Final = SEVERITIES.index("medium")
_ONCE_MS: Final = 3_600_000
_WEEK_MS: Final = 7 * 86_400_000


class Alert(msgspec.Struct, frozen=True):
    """What a person is shown: `scenes` are those of its causes, `time` is in milliseconds."""

    time: int
    type: str
    rule: str
    actor: int | None
    scenes: frozenset[str]
    sentence: str = ""


class Found(msgspec.Struct):
    """What came of one month."""

    signals: int
    seconds: float
    phases: dict[str, set[str]]
    false: list[Alert]

    @property
    def missed(self) -> list[str]:
        return sorted(phase for phase, rules in self.phases.items() if not rules)


async def run(folder: Path) -> list[Reached]:
    del folder
    months = [play(month(seed)) for seed in SEEDS]
    begin = int(BEGIN.timestamp() * 1_000)
    early = sum(alert.time - begin < _WEEK_MS for each in months for alert in each.false) / len(months)
    return [
        *_rows("a month of 5,000 members", months, DAYS, f"{early:.1f} in the first week"),
        *_rows("two weeks of outside alerts", [play(outside(seed)) for seed in SEEDS], DAYS_OUTSIDE, ""),
        Reached(
            "a signal of the month through the loop", months[0].seconds / months[0].signals * 1e6,
            None, None, "us", "all that ships, no store",
        ),
    ]  # fmt: skip


def _rows(what: str, found: list[Found], days: int, more: str) -> list[Reached]:
    phases = sum(len(each.phases) for each in found)
    hit = phases - sum(len(each.missed) for each in found)
    false = sum(len(each.false) for each in found) / len(found) / days
    loud = Counter(alert.rule for each in found for alert in each.false).most_common(4)
    missed = Counter(phase for each in found for phase in each.missed)
    signals = sum(each.signals for each in found)
    return [
        Reached(
            f"{what}: phases of attack found", hit / phases, 0.9, 0.9, "",
            f"{hit} of {phases} in {len(found)} runs, {signals:,} signals; "
            f"missed: {', '.join(missed) or 'none'}", more=True,
        ),
        Reached(
            f"{what}: false alerts a day", false, 4, 1, "",
            "; ".join(filter(None, (more, "most: " + (", ".join(f"{n} x{c}" for n, c in loud) or "none")))),
        ),
    ]  # fmt: skip


def play(told: list[Told], rules: str = RULES) -> Found:
    """One month through the loop."""
    catalogue = Catalogue.load()
    program = Programs(KINDS, catalogue).add(load_packs(rules).rulebook)
    core = Core(program, lambda _: program)
    signals = [read_signal(each.line, n, 0, catalogue).signal for n, each in enumerate(told, 1)]
    scenes = {each.line["id"]: each.scene for each in told if each.scene}
    suspects = _suspects(told)
    phases: dict[str, set[str]] = {scene: set() for scene in scenes.values() if "/" in scene}
    alerts: list[Alert] = []
    begun = time.perf_counter()
    for signal in signals:
        for row in core.take(signal, signal.time) or ():
            _look(row, scenes, alerts)
    seconds = time.perf_counter() - begun
    return Found(len(told), seconds, phases, _judged(alerts, suspects, phases))


def _look(row: Row, scenes: dict[str, str], alerts: list[Alert]) -> None:
    """Keep what of a row would be shown. What an alert causes belongs to the scenes of that alert."""
    signal = row.signal
    if signal.origin != "derived" or is_about_itself(signal):
        return
    known = frozenset(scenes[each] for each in signal.cause if each in scenes)
    merged = frozenset(part for each in known for part in each.split("|"))
    if merged:
        scenes[signal.id] = "|".join(sorted(merged))
    if signal.type in ALARMING and signal.type not in OWN and _is_loud(signal):
        rule = str(signal.data.get("rule_name") or signal.data.get("rule") or signal.type)
        sentence = str(signal.data.get("sentence") or signal.data.get("title") or "")
        alerts.append(Alert(signal.time, signal.type, rule, signal.actor, merged, sentence))


def _is_loud(signal: Signal) -> bool:
    return SEVERITIES.index(signal.severity or "medium") >= _LEAST


def _suspects(told: list[Told]) -> dict[int, tuple[float, float]]:
    """Who takes part in an attack, and from when to when (POSIX seconds), with an hour after it."""
    spans: dict[int, tuple[float, float]] = {}
    for each in told:
        actor = each.line.get("actor")
        if "/" in each.scene and actor is not None:
            begin, end = spans.get(actor, (each.time, each.time))
            spans[actor] = (min(begin, each.time), max(end, each.time + 3_600))
    return spans


def _judged(
    alerts: list[Alert], suspects: dict[int, tuple[float, float]], phases: dict[str, set[str]]
) -> list[Alert]:
    """Note which phases were found, and give the alerts that were false."""
    false: list[Alert] = []
    last: dict[tuple[str, int | None], int] = {}
    for alert in alerts:
        for scene in alert.scenes & phases.keys():
            phases[scene].add(alert.rule)
        if alert.scenes - {USUAL} or _is_at_work(alert, suspects):
            continue
        key = (alert.rule, alert.actor)
        if alert.time - last.get(key, 0) > _ONCE_MS:
            last[key] = alert.time
            false.append(alert)
    return false


def _is_at_work(alert: Alert, suspects: dict[int, tuple[float, float]]) -> bool:
    begin, end = suspects.get(alert.actor or 0, (0.0, 0.0))
    return begin <= alert.time / 1_000 <= end
