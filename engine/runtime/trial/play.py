"""Plays the signals of a test through a fresh loop, and says what came of them. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from engine.catalogue import Catalogue
from engine.documents.cases.case import Case
from engine.effects import Act
from engine.runtime.core import Core
from engine.runtime.trial.stage import Stage
from engine.signal import INWARD, SNOWFLAKES, Signal, SignalType, discord_id
from engine.store.rows import Row

_CORE = ("system", "severity", "confidence")


class Came(msgspec.Struct, frozen=True):
    """A signal that was emitted (`what` is `emits`) or an action asked for (`acts`).

    `name` is its type, or that of the action; `at` is in milliseconds after the start.
    """

    what: str
    name: str
    at: int
    fields: Mapping[str, Any]


class Input(msgspec.Struct, frozen=True):
    """A signal that was played: the entry of `signals` that it comes from, from 0, and when it came.

    `hits` says whether it hit what is judged.
    """

    entry: int
    at: int
    signal: Signal
    hits: bool


class Played(msgspec.Struct, frozen=True):
    """All that came of a test. `faults` name documents whose code failed, with the error."""

    came: Sequence[Came]
    inputs: Sequence[Input]
    rows: Sequence[Row]
    faults: Sequence[tuple[str, str]]


def play(case: Case, stage: Stage, catalogue: Catalogue) -> Played:
    """Play one test. The clock runs on to the last signal plus the longest window and lateness."""
    core = Core(stage.program, lambda _: stage.program)
    faults: list[tuple[str, str]] = []
    core.on_failure = lambda document, error: faults.append((document, type(error).__name__))
    entries: dict[str, int] = {}
    rows: list[Row] = []
    for entry, signal in _signals(case, stage, catalogue):
        entries[signal.id] = entry
        rows += core.take(signal, signal.time) or ()
    end = core.last_seen + stage.program.longest_window + 1
    rows += core.take(Signal("test-end", SignalType.TICK.value, end), end) or ()
    return Played(
        came=[each for row in rows for each in _came(row, stage, case.start)],
        inputs=[
            Input(entries[row.signal.id], row.signal.time - case.start, row.signal, _is_hit(row, stage))
            for row in rows
            if row.signal.id in entries
        ],
        rows=rows,
        faults=faults,
    )


def _signals(case: Case, stage: Stage, catalogue: Catalogue) -> Iterator[tuple[int, Signal]]:
    """With their entries, in the order of time; those of one instant as they are written."""
    happened = [
        (entry, case.start + at, given.type, fields)
        for entry, given in enumerate(case.given)
        for at, fields in given.occurrences()
    ]
    happened.sort(key=lambda each: each[1])
    for n, (entry, time, type_, fields) in enumerate(happened):
        signal = Signal(f"test-{n}", type_, time)
        _fill(signal, {"guild": stage.guild, **fields}, catalogue)
        if type_ == SignalType.RULEBOOK_LOADED:
            signal.data["hash"] = stage.program.rulebook.hash  # the loop asks for it; there is no other
        yield entry, signal


def _fill(signal: Signal, fields: dict[str, Any], catalogue: Catalogue) -> None:
    for name in SNOWFLAKES:
        setattr(signal, name, discord_id(fields.pop(name, None)))
    for name in _CORE:
        setattr(signal, name, fields.pop(name, None))
    signal.data, text = catalogue.split(signal.type, fields)
    signal.text = text or None


def _came(row: Row, stage: Stage, start: int) -> list[Came]:
    """What a row has of the documents that are judged."""
    signal = row.signal
    found: list[Came] = []
    is_told = signal.origin == "derived" and signal.type not in INWARD
    if is_told and signal.data.get("document") in stage.judged:
        found.append(Came("emits", signal.type, signal.time - start, signal.fields()))
    found += [
        Came("acts", planned.effect.action, row.now - start, planned.effect.body)
        for planned in row.effects
        if isinstance(planned.effect, Act) and planned.document in stage.judged
    ]
    return found


def _is_hit(row: Row, stage: Stage) -> bool:
    meant = (each for hit in row.hits for each in stage.program.meant(hit.document, hit.key[0]))
    return any(each in stage.judged for each in meant)
