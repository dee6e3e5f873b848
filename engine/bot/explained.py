"""Why something happened, put together from the store and the rules in force. Knows no Discord, no wording.

Runs in a thread: it only reads, and works on a program that never changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from engine.documents.document import Document
from engine.documents.rulebook import find
from engine.effects import Emit
from engine.matching.event import Event
from engine.matching.interpreter import Explanation
from engine.matching.interpreter import explain as conditions_of
from engine.runtime.program import Program
from engine.signal import Signal, SignalType
from engine.store.port import Reader
from engine.store.rows import OutboxRow, OutboxState, Row

_ENDS: Final = {
    OutboxState.SENT: SignalType.ACTION_SUCCEEDED,
    OutboxState.REFUSED: SignalType.ACTION_FAILED,
    OutboxState.UNKNOWN: SignalType.ACTION_UNKNOWN,
}
_COUNTED: Final[tuple[str, ...]] = ("count", "value", "timespan", "from", "to")


class RuleSeen(msgspec.Struct):
    """A rule held against a signal: the tree of conditions of a detection, or what a correlation counted."""

    title: str
    kind: str
    about: Signal
    tree: Explanation | None = None
    counted: Mapping[str, Any] = {}


class Explained(msgspec.Struct):
    """A signal, what it came from, met and caused, and how what was sent ended: `ends` says it by effect."""

    signal: Signal
    causes: list[Signal]
    met: list[str]
    emitted: list[str]
    actions: list[OutboxRow]
    ends: Mapping[str, Mapping[str, Any]]
    text_gone: bool
    rule: RuleSeen | None = None


def newest_alert(reader: Reader, guild: int) -> str | None:
    """The id of the signal that the guild's newest alert tells of."""
    for action in reader.actions(guild):
        if action.body.get("kind") in {"case", "rise"}:
            return str(action.body.get("signal") or action.signal)
    return None


def explain(reader: Reader, program: Program, guild: int, prefix: str, rule: str | None) -> Explained | None:
    """Everything about the newest signal of the guild whose id begins so; None when there is none."""
    rows = reader.find(prefix, guild)
    if not rows:
        return None
    row = rows[0]
    signal = row.signal
    causes = reader.by_ids(signal.cause, guild) if signal.cause else []
    actions = reader.outbox_of([signal.id])
    document = None if rule is None else find(program.rules(guild), rule)
    return Explained(
        signal=signal,
        causes=causes,
        met=_met(program, row),
        emitted=[str(each.effect.type) for each in row.effects if isinstance(each.effect, Emit)],
        actions=actions,
        ends=_ends(reader, guild, signal, actions),
        text_gone=any(each.text == {} for each in (signal, *causes)),
        rule=None if document is None else _see(program, document, signal, causes),
    )


def _met(program: Program, row: Row) -> list[str]:
    documents = {document.identity: document for document in program.rulebook.documents}
    own = str(row.signal.data.get("title") or row.signal.data.get("rule_name") or "")
    met = [own] if own and row.signal.origin == "derived" else []
    for hit in row.hits:
        meant = program.meant(hit.document, hit.key[0])
        found = [documents[each] for each in meant if each in documents]
        met += [each.title for each in found if each.is_rule]
    return list(dict.fromkeys(met))


def _ends(
    reader: Reader, guild: int, signal: Signal, actions: Iterable[OutboxRow]
) -> dict[str, Mapping[str, Any]]:
    """How actions ended, and where: it stands in the signals that told of it."""
    ends: dict[str, Mapping[str, Any]] = {}
    for type_ in sorted({_ENDS[action.state] for action in actions if action.state in _ENDS}):
        for row in reader.signals(guild, type_=type_, since=signal.seen):
            ends[str(row.signal.data.get("effect"))] = row.signal.data
    return ends


def _see(program: Program, document: Document, signal: Signal, causes: list[Signal]) -> RuleSeen:
    """A detection is held against the event itself: for an alert, the newest of those it came from."""
    event = next((each for each in reversed(causes) if each.origin == "input"), signal)
    if "detection" not in document.body:
        counted = {name: signal.data[name] for name in _COUNTED if name in signal.data}
        if "correlation" in document.body:
            needs = document.body["correlation"].get("condition")
            counted["needs"] = needs if isinstance(needs, Mapping) else {}
        return RuleSeen(document.title, document.kind, signal, counted=counted)
    about = signal if signal.origin == "input" else event
    condition = program.documents[document.identity].within(signal.guild).condition
    tree = None if condition is None else conditions_of(condition, Event(about.fields()))
    return RuleSeen(document.title, document.kind, about, tree=tree)
