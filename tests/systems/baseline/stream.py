"""Baselines in the real loop, and streams of signals for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.store.rows import Row
from engine.systems import KINDS

START = 1_800_000_000_000
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
GUILD = 7
TYPE = "alert.test"
CATALOGUE = Catalogue.load()


def baseline(name: str = "usual", **body: Any) -> Document:
    """A document of signals of one type from outside; counts by the hour, where nothing else is said."""
    own = {"title": name, "kind": "baseline", "logsource": {"product": "alert", "category": "test"}}
    return Document("baseline", name, "pack", "b.yml", 0, {**own, "measure": "count", **body}, {})


def core_of(*documents: Document) -> Core:
    """A loop over these documents, in which an error of a step is one of the test."""
    programs = Programs(KINDS, CATALOGUE)
    program = programs.add(Rulebook(documents))
    core = Core(program, programs.provide)

    def fail(document: str, error: Exception) -> None:
        raise AssertionError(document) from error

    core.on_failure = fail
    return core


def signal(n: object, time: int, **fields: Any) -> Signal:
    core = {name: fields.pop(name) for name in ("actor", "confidence", "system") if name in fields}
    return Signal(f"s:{n}", fields.pop("type", TYPE), time, guild=GUILD, data=fields, **core)


def every(span: int, length: int, start: int = START, **fields: Any) -> list[Signal]:
    """One signal each `span` for a length of time (milliseconds)."""
    return [signal(f"{start}:{n}", start + n * span, **fields) for n in range(length // span)]


def burst(count: int, start: int, span: int = 1_000, **fields: Any) -> list[Signal]:
    """So many signals, one each `span`."""
    return [signal(f"burst:{start}:{n}", start + n * span, **fields) for n in range(count)]


def run(core: Core, signals: Iterable[Signal]) -> list[Row]:
    """Take signals in at their times, in order."""
    ordered = sorted(signals, key=lambda each: each.time)
    return [row for each in ordered for row in core.take(each, each.time) or ()]


def told(rows: Iterable[Row]) -> list[Signal]:
    """The alerts among what came."""
    return [row.signal for row in rows if row.signal.type == "anomaly.detected"]


def noticed(rows: Iterable[Row]) -> list[Signal]:
    """What baselines noticed."""
    return [row.signal for row in rows if row.signal.type == "baseline.noticed"]
