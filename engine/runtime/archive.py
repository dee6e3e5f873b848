"""The engine's own archive: the states of documents that are gone or mean something else, for a week.

A revert finds them there. They are kept as states of one document of the engine's own, so that they
are saved, recovered and replayed as all others are. Knows no kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

import msgspec

from engine.effects import Effect
from engine.instants import DAY_MS
from engine.runtime.cells import Address
from engine.signal import Signal
from engine.systems.kind import Compiled, Hit, Key, Moment

KEPT_MS: Final = 7 * DAY_MS


class Archived(msgspec.Struct):
    """States of a document in a guild, by key, each as it was encoded; `since`: the instant of the reload."""

    since: int = 0
    states: list[tuple[Key, bytes]] = []

    def is_over(self, now: int) -> bool:
        """Whether it was put aside too long ago to be brought back."""
        return now - self.since >= KEPT_MS


class Archive:
    """The steps of the one document `ARCHIVE`, which no signal meets: reloads alone change its states.

    Its key is the guild, the document and what the state of that meant.
    """

    name = "engine.archive"
    state: ClassVar[type[Archived]] = Archived

    def step(self, spec: None, state: Archived, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        del spec, state, signal, hit, moment
        return ()

    def prune(self, spec: None, state: Archived, moment: Moment) -> bool:
        del spec
        return state.is_over(moment.now)


ARCHIVE: Final = Compiled(identity="engine/archive", kind=Archive.name, id="archive", spec=None)


def place_of(document: Compiled, guild: int | None) -> Address:
    """Where the states of a document in a guild are kept, as what they mean now."""
    return ARCHIVE.identity, (guild, document.identity, document.state_key, document.source_key)
