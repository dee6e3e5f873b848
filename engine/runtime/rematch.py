"""Rematch: other rules over the inputs of a journal, held against what the rules of each moment did.

A detection matches a signal that it is met by, a correlation the newest signal that its emission came
from. Signals whose text is gone are judged by neither side, and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from engine.documents.document import kind_in
from engine.effects import Emit
from engine.runtime.core import Core
from engine.runtime.program import Program
from engine.signal import Signal, SignalType
from engine.store.rows import Row

MOST_SAMPLES: Final = 5
_MEETING: Final = "detection"
_COUNTING: Final = "correlation"


class Match(msgspec.Struct, frozen=True, order=True):
    """The signal that a rule matched, and when (milliseconds) it did."""

    time: int
    signal: str


class Rematched(msgspec.Struct):
    """One rule, by identity: its matches then and now, by the signal that each is about."""

    document: str
    before: dict[str, Match] = {}
    now: dict[str, Match] = {}

    @property
    def new(self) -> list[Match]:
        """What it matches now and did not then, by time."""
        return sorted(match for about, match in self.now.items() if about not in self.before)

    @property
    def gone(self) -> list[Match]:
        """What it matched then and does not now, by time."""
        return sorted(match for about, match in self.before.items() if about not in self.now)

    @property
    def is_same(self) -> bool:
        """Whether it matches what it matched."""
        return self.before.keys() == self.now.keys()


class Rematch(msgspec.Struct):
    """All rules that matched anything, then or now, by identity. `signals` are inputs that were judged."""

    rules: dict[str, Rematched] = {}
    signals: int = 0
    without_text: int = 0

    def sides(self) -> Iterator[Rematched]:
        """In the order of identities."""
        for identity in sorted(self.rules):
            yield self.rules[identity]


def rematch(history: Iterable[Sequence[Row]], program: Program) -> Rematch:
    """Run the recorded inputs through `program` on fresh state."""
    found, core = Rematch(), Core(program, lambda _: program)
    unjudged: set[str] = set()
    for recorded in history:
        for row in recorded:
            if row.signal.text == {}:
                found.without_text += 1
                unjudged.add(row.signal.id)
            else:
                _note(found, row, unjudged, was=True)
                found.signals += _play(found, row.signal, core)
    if core.seq:
        at = core.last_seen + program.longest_window + 1
        _play(found, Signal(f"{SignalType.TICK}-end", SignalType.TICK.value, at, seen=at), core)
    return found


def _play(found: Rematch, signal: Signal, core: Core) -> bool:
    """A recorded input once more, unless it put other rules in force; what was derived is made anew."""
    if signal.origin != "input" or signal.type == SignalType.RULEBOOK_LOADED:
        return False
    for row in core.turn(msgspec.structs.replace(signal, data=dict(signal.data))):
        _note(found, row, set(), was=False)
    return True


def _note(found: Rematch, row: Row, unjudged: set[str], *, was: bool) -> None:
    """Take down what a row says of matches, but for those about signals that cannot be judged again."""
    for hit in row.hits:
        if kind_in(hit.document) == _MEETING:
            _add(found, hit.document, row.signal.id, Match(row.signal.time, row.signal.id), was=was)
    for each in row.effects:
        if not isinstance(each.effect, Emit) or kind_in(each.document) != _COUNTING:
            continue
        about = each.effect.cause[-1] if each.effect.cause else row.signal.id
        if about not in unjudged:
            time = row.signal.time if each.effect.time is None else each.effect.time
            _add(found, each.document, about, Match(time, about), was=was)


def _add(found: Rematch, document: str, about: str, match: Match, *, was: bool) -> None:
    rule = found.rules.get(document)
    if rule is None:
        rule = found.rules[document] = Rematched(document, {}, {})
    (rule.before if was else rule.now).setdefault(about, match)
