"""Replay: the journal's inputs through the same loop on fresh state, held against what was recorded.

Byte for byte: every effect as canonical JSON, in order. Where personal text is gone the recorded
hits stand in for matching, and the report says for how many signals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat, zip_longest
from typing import Any, Final

import msgspec

from engine.effects import Emit
from engine.runtime.canonical import canonical, effect_body, printable
from engine.runtime.core import Core
from engine.runtime.program import Program
from engine.signal import Signal
from engine.store.rows import Planned, Row

_MOST_DIFFERENCES: Final = 20


class Difference(msgspec.Struct):
    """A signal whose effects came out otherwise; each side as canonical JSON lines."""

    signal: str
    recorded: list[str]
    replayed: list[str]


class Report(msgspec.Struct):
    """What a replay found. `without_text` signals were taken with their recorded hits."""

    signals: int = 0
    effects: int = 0
    without_text: int = 0
    differences: list[Difference] = []

    @property
    def is_equal(self) -> bool:
        """Whether every effect came out the same."""
        return not self.differences


def effect_lines(row: Row, program: Program) -> list[str]:
    """The effects of a row as canonical JSON lines, as `tocsin replay` prints them."""
    return [canonical(_line(row.signal, planned, program)).decode() for planned in row.effects]


def verify(history: Iterable[Sequence[Row]], core: Core) -> Report:
    """Run the recorded inputs through a core without state; compare commit by commit: none splits a turn."""
    report = Report()
    for recorded in history:
        replayed = [
            each for row in recorded if row.signal.origin == "input" for each in _again(row, core, report)
        ]
        for before, after in zip_longest(recorded, replayed):
            _compare(before, after, report, core.program)
        report.signals += len(recorded)
        if len(report.differences) >= _MOST_DIFFERENCES:
            break
    return report


def _again(row: Row, core: Core, report: Report) -> list[Row]:
    """The turn of a recorded input. The signal is copied: a turn writes into it."""
    signal = row.signal
    gone = signal.text == {}
    report.without_text += gone
    copy = msgspec.structs.replace(signal, data=dict(signal.data), text=signal.text or None)
    return core.turn(copy, recorded=row.hits if gone else None)


def _compare(before: Row | None, after: Row | None, report: Report, program: Program) -> None:
    recorded = [] if before is None else effect_lines(before, program)
    replayed = [] if after is None else effect_lines(after, program)
    report.effects += len(recorded)
    ids = [row.signal.id for row in (before, after) if row is not None]
    if recorded != replayed or len(set(ids)) != 1 or len(ids) != 2:
        report.differences.append(Difference(ids[0], recorded, replayed))


def _line(signal: Signal, planned: Planned, program: Program) -> dict[str, Any]:
    effect = planned.effect
    body = effect_body(effect)
    if isinstance(effect, Emit):
        body["id"] = planned.id
    return {
        "signal": signal.id,
        "document": planned.document,
        "key": _key(planned, program),
        "n": planned.n,
        "effect": type(effect).__struct_config__.tag,
        "body": body,
    }


def _key(planned: Planned, program: Program) -> list[Any]:
    """The guild and the values grouped by, ids as text; of a document that is gone nobody knows which are."""
    document = program.documents.get(planned.document)
    grouped = () if document is None else document.group_by
    names = chain(("guild",), grouped, repeat(""))
    return [printable(value, name) for value, name in zip(planned.key, names, strict=False)]
