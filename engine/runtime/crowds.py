"""How many groups a document has in a guild, and which of them go when there are too many.

A group is a state under a key, and keys can be made up by whoever floods us. What goes is told by a
signal that says where the line was drawn: a start draws it again, at the same place of the journal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, TypeVar

import msgspec

from engine.effects import Effect
from engine.signal import Severity, Signal, SignalType
from engine.systems.kind import Compiled, Hit, Key, Moment, Standing

STRETCH_MS: Final = 10 * 60 * 1000
"""A document that lets go of groups again within this time was told of already."""
_KEPT_MS: Final = 24 * 60 * 60 * 1000
_STAYING: Final = 7, 8
"""The share of a limit that stays: to draw the line anew for each further group would take long."""

_State = TypeVar("_State")
Place = tuple[str, int | None]
"""A document by its identity, and a guild."""


class Counted(dict[tuple[str, Key], _State]):
    """States by document and key. `fullest`: no document has, or has had, more of them in any guild."""

    def __init__(self) -> None:
        super().__init__()
        self.fullest = 0
        self._keys: dict[Place, dict[Key, None]] = {}

    def __setitem__(self, address: tuple[str, Key], state: _State) -> None:
        keys = self._keys.setdefault((address[0], address[1][0]), {})
        keys[address[1]] = None
        self.fullest = max(self.fullest, len(keys))
        super().__setitem__(address, state)

    def __delitem__(self, address: tuple[str, Key]) -> None:
        super().__delitem__(address)
        place = address[0], address[1][0]
        keys = self._keys[place]
        del keys[address[1]]
        if not keys:
            del self._keys[place]

    def keys_at(self, place: Place) -> Sequence[Key]:
        """The keys of a document in a guild."""
        return tuple(self._keys.get(place, ()))

    def count_at(self, place: Place) -> int:
        """How many these are."""
        return len(self._keys.get(place, ()))


class Crowd(msgspec.Struct):
    """When (milliseconds) a document let go of groups in a guild last, and of how many since it began to."""

    last: int = 0
    groups: int = 0


class Crowds:
    """The steps of the one document `CROWDS`. Its key is the guild and the document with too many groups."""

    name = "engine.crowds"
    state: ClassVar[type[Crowd]] = Crowd

    def step(self, spec: None, state: Crowd, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Effect]:
        del spec, hit, moment
        groups = state.groups if _goes_on(state, signal.seen) else 0
        state.last, state.groups = signal.seen, groups + int(signal.data.get("groups", 0))
        return ()

    def prune(self, spec: None, state: Crowd, moment: Moment) -> bool:
        del spec
        return moment.now - state.last > _KEPT_MS


CROWDS: Final = Compiled(
    identity="engine/crowds",
    kind=Crowds.name,
    id="crowds",
    spec=None,
    types=(SignalType.GROUPS_DROPPED,),
    group_by=("full",),
    own=True,
)


def severity_of(known: Crowd | None, seen: int) -> Severity:
    """People are told once a stretch; what follows is for the journal."""
    return "informational" if known is not None and _goes_on(known, seen) else "medium"


def line(standings: Sequence[Standing], most: int) -> Standing:
    """Where to draw it: groups that stand below go, and about seven eighths of `most` stay."""
    ordered = sorted(standings)
    share, of = _STAYING
    lowest = ordered[len(ordered) - most * share // of]
    return lowest if ordered[0] < lowest else lowest._replace(last=lowest.last + 1)


def line_in(signal: Signal) -> Standing:
    """The line that a signal tells of."""
    data = signal.data
    return Standing(bool(data["open"]), int(data["hits"]), int(data["to"]))


def _goes_on(crowd: Crowd, seen: int) -> bool:
    return seen - crowd.last <= STRETCH_MS
