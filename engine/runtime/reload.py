"""What a reload was and what it changed, as the signal `rulebook.loaded` says it. Knows no documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from engine.signal import Signal
from engine.systems.kind import Moment

_ALL: Final = "*"
Fate = Literal["none", "kept", "trimmed", "reset", "archived", "restored"]
_WORST_FIRST: Final[tuple[Fate, ...]] = ("reset", "archived", "trimmed", "restored", "kept", "none")
MOST_NAMED: Final = 50
"""Changed documents that the signal names; of more it says how many there were."""


class Change(msgspec.Struct):
    """A document that was added, changed or removed, and what became of so many `states` by that.

    `guilds`: for which it is alone. What was `reset` or `archived` can be brought back for a week.
    """

    document: str
    change: Literal["added", "changed", "removed"]
    state: Fate = "none"
    states: int = 0
    guilds: list[int] | None = None

    def to_text(self) -> str:
        """As the signal has it: `changed reset 3 * pack/kind/id`, with the guilds for the star."""
        guilds = _ALL if self.guilds is None else ",".join(map(str, self.guilds))
        return f"{self.change} {self.state} {self.states} {guilds} {self.document}"

    @classmethod
    def from_text(cls, text: str) -> Change:
        """The change that a text of `to_text` tells of."""
        change, state, states, guilds, document = text.split(" ", 4)
        found = None if guilds == _ALL else guilds.split(",")
        values = {"document": document, "change": change, "state": state, "states": states, "guilds": found}
        return msgspec.convert(values, cls, strict=False)


class Reload(msgspec.Struct, frozen=True):
    """The instant of a reload: its signal, when it was `seen`, its place in the journal.

    `frozen` are the guilds (None: all) that were in a gap then, and since when.
    """

    signal: str
    seen: int
    seq: int
    frozen: tuple[tuple[int | None, int], ...] = ()

    def moment(self, guild: int | None, lateness: int) -> Moment:
        """What a step of a document would have called now."""
        since = [since for each, since in self.frozen if each in (guild, None)]
        return Moment(self.seen, min([self.seen, *since]) - lateness)


def reload_of(signal: Signal, seq: int) -> Reload:
    """The reload that a signal tells of, as the row `seq`."""
    frozen = tuple(map(_gap, signal.data.get("frozen", ())))
    return Reload(signal.id, signal.seen, seq, frozen)


def gap_text(guild: int | None, since: int) -> str:
    """A guild in a gap as the signal has it."""
    return f"{_ALL if guild is None else guild} {since}"


def _gap(text: str) -> tuple[int | None, int]:
    guild, since = text.split(" ")
    return None if guild == _ALL else int(guild), int(since)


def summary(changes: Sequence[Change]) -> dict[str, Any]:
    """What the signal says of changes: how many documents, how many states, and the most telling by name."""
    documents = Counter(each.change for each in changes)
    states: Counter[str] = Counter()
    for each in changes:
        states[each.state] += each.states
    named = sorted(changes, key=lambda each: (_WORST_FIRST.index(each.state), each.document))[:MOST_NAMED]
    counts: dict[str, Any] = {
        **{name: documents[name] for name in ("added", "changed", "removed")},
        **{name: states[name] for name in _WORST_FIRST if states[name]},
    }
    return {**counts, "changes": [each.to_text() for each in named]} if named else counts


def changes_of(data: Mapping[str, Any]) -> list[Change]:
    """The changes that a signal names."""
    return [Change.from_text(each) for each in data.get("changes", ())]
