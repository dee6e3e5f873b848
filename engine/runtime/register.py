"""What the loop looks up of the documents in force besides when they are met: their order, who reads whom.

A value: `changed` gives another at a cost that hardly depends on the documents that stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from engine.systems.kind import Compiled

Rank = tuple[int, str, str]
"""The place of its kind, its pack and its id: hits are carried out in this order."""
Name = TypeVar("Name", str, tuple[str, int])
Group = TypeVar("Group", str, int | None)


class Register:
    """`over` are the documents that read the hits of another, by its identity.

    `communities` are the documents that say the mode of their guilds, None for all others.
    `muted` are those whose own emission another takes the place of, `taken` the guilds in which a default
    of a kind gives way. `places` are those of kinds.
    """

    __slots__ = ("_places", "communities", "muted", "over", "rank", "taken")

    def __init__(self, places: Mapping[str, int], documents: Iterable[Compiled]) -> None:
        self._places = places
        self.rank: dict[str, Rank] = {}
        self.over: dict[str, tuple[Compiled, ...]] = {}
        self.communities: dict[int | None, tuple[Compiled, ...]] = {}
        self.muted: dict[str, int] = {}
        self.taken: dict[tuple[str, int], int] = {}
        for each in documents:
            self._enter(each)

    def changed(self, gone: Iterable[Compiled], come: Iterable[Compiled]) -> Register:
        """Without some documents and with others; their identities may be the same."""
        after = Register(self._places, ())
        after.rank, after.over = self.rank.copy(), self.over.copy()
        after.communities = self.communities.copy()
        after.muted, after.taken = self.muted.copy(), self.taken.copy()
        for each in gone:
            after._strike(each)
        for each in come:
            after._enter(each)
        return after

    def _enter(self, each: Compiled) -> None:
        pack = each.identity.partition("/")[0]
        self.rank[each.identity] = (self._places[each.kind], pack, each.id)
        for source in each.over:
            _add(self.over, source, each)
        for guild in _communities_of(each):
            _add(self.communities, guild, each)
        _count(self.muted, each.mute, 1)
        _count(self.taken, _taken_by(each), 1)

    def _strike(self, each: Compiled) -> None:
        del self.rank[each.identity]
        for source in each.over:
            _drop(self.over, source, each)
        for guild in _communities_of(each):
            _drop(self.communities, guild, each)
        _count(self.muted, each.mute, -1)
        _count(self.taken, _taken_by(each), -1)


def _communities_of(each: Compiled) -> Iterable[int | None]:
    if each.community is None:
        return ()
    return (None,) if each.guilds is None else each.guilds


def _taken_by(each: Compiled) -> list[tuple[str, int]]:
    return [] if each.default or each.guilds is None else [(each.kind, guild) for guild in each.guilds]


def _add(groups: dict[Group, tuple[Compiled, ...]], group: Group, each: Compiled) -> None:
    groups[group] = (*groups.get(group, ()), each)


def _drop(groups: dict[Group, tuple[Compiled, ...]], group: Group, each: Compiled) -> None:
    left = tuple(other for other in groups[group] if other is not each)
    if left:
        groups[group] = left
    else:
        del groups[group]


def _count(counts: dict[Name, int], names: Iterable[Name], by: int) -> None:
    for name in names:
        count = counts.get(name, 0) + by
        if count:
            counts[name] = count
        else:
            del counts[name]
