"""The index itself: a large segment, a small one of what came since, and what has gone since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from engine.matching.event import Event
from engine.matching.index.entry import Entry
from engine.matching.index.rule import Rule
from engine.matching.index.segment import Faults, Segment

_CROWDED: Final = 128
"""So many changes make every event pay for them."""


class _Base(msgspec.Struct, frozen=True):
    """Entries by key, and the segment that finds them."""

    entries: Mapping[str, Entry]
    segment: Segment


class _Recent(msgspec.Struct, frozen=True):
    """The same, with the rules cut up: they stand in the next such segment, too."""

    rules: Mapping[str, Rule]
    segment: Segment


class Index:
    """Entries by key. A value: `changed` gives another, and a match that is under way sees nothing of it."""

    __slots__ = ("_base", "_gone", "_recent")

    def __init__(
        self, base: _Base, recent: _Recent | None = None, gone: frozenset[str] = frozenset()
    ) -> None:
        self._base = base
        self._recent = recent
        self._gone = gone

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Index:
        """Arrange entries, each with a key of its own; takes about 0.1 ms an entry, so not on the loop."""
        by_key = {entry.key: entry for entry in entries}
        return cls(_Base(by_key, Segment(map(Rule, by_key.values()))))

    def match(self, event: Event, scope: int | None = None, faults: Faults | None = None) -> list[str]:
        """The keys of the entries that an event of this scope meets, each once, in no order.

        A test that raises is not met, and said in `faults`; without these it raises.
        """
        met = self._base.segment.match(event, scope, self._gone, faults)
        if self._recent is not None:
            met |= self._recent.segment.match(event, scope, (), faults)
        return list(met)

    def changed(self, removed: Iterable[str], added: Iterable[Entry]) -> Index:
        """Without some entries and with others, at a cost that does not depend on those that stay."""
        removed = frozenset(removed)
        before = {} if self._recent is None else self._recent.rules
        recent = {key: rule for key, rule in before.items() if key not in removed}
        recent.update((entry.key, Rule(entry)) for entry in added)
        gone = self._gone.union(key for key in removed if key in self._base.entries)
        return Index(self._base, _Recent(recent, Segment(recent.values())) if recent else None, gone)

    @property
    def is_crowded(self) -> bool:
        """Whether so much has changed that `merged` would answer faster."""
        recent = 0 if self._recent is None else len(self._recent.rules)
        return recent + len(self._gone) > _CROWDED

    def merged(self) -> Index:
        """The same entries arranged anew, as `of` does."""
        kept = [entry for key, entry in self._base.entries.items() if key not in self._gone]
        recent = () if self._recent is None else self._recent.rules.values()
        return Index.of([*kept, *(rule.entry for rule in recent)])
