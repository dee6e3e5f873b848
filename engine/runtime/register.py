"""What the loop looks up of the documents in force besides when they are met: their order, who reads whom.

A value: `changed` gives another at a cost that hardly depends on the documents that stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from engine.systems.kind import Compiled

Rank = tuple[int, str, str]
"""The place of its kind, its pack and its id: hits are carried out in this order."""
Group = TypeVar("Group", str, int | None)
Name = TypeVar("Name", tuple[str, int], tuple[str, int | None])


class Register:
    """`over` are the documents that read the hits of another, by its identity.

    `communities` are the documents that say the mode of their guilds, None for all others.
    `taken` are the guilds in which a default of a kind gives way, `variants` what documents are in guilds
    where they are tuned, by the key that they have in an index. `places` are those of kinds.
    """

    __slots__ = ("_places", "communities", "muted", "over", "rank", "taken", "variants")

    def __init__(self, places: Mapping[str, int], documents: Iterable[Compiled]) -> None:
        self._places = places
        self.rank: dict[str, Rank] = {}
        self.over: dict[str, tuple[Compiled, ...]] = {}
        self.communities: dict[int | None, tuple[Compiled, ...]] = {}
        self.taken: dict[tuple[str, int], int] = {}
        self.variants: dict[str, Compiled] = {}
        self.muted: dict[tuple[str, int | None], int] = {}
        for each in documents:
            self._enter(each)

    def changed(self, gone: Iterable[Compiled], come: Iterable[Compiled]) -> Register:
        """Without some documents and with others; their identities may be the same."""
        after = Register(self._places, ())
        after.rank, after.over = self.rank.copy(), self.over.copy()
        after.communities = self.communities.copy()
        after.taken, after.variants, after.muted = self.taken.copy(), self.variants.copy(), self.muted.copy()
        for each in gone:
            after._strike(each)
        for each in come:
            after._enter(each)
        return after

    def is_muted(self, identity: str, guild: int | None) -> bool:
        """Whether another document's emission takes the place of its own in a guild."""
        muted = self.muted
        return bool(muted) and ((identity, None) in muted or (identity, guild) in muted)

    def _enter(self, each: Compiled) -> None:
        pack = each.identity.partition("/")[0]
        self.rank[each.identity] = (self._places[each.kind], pack, each.id)
        for source in _read_by(each):
            _add(self.over, source, each)
        for guild in _communities_of(each):
            _add(self.communities, guild, each)
        _count(self.muted, _muted_by(each), 1)
        _count(self.taken, _taken_by(each), 1)
        self.variants |= {variant_key(each, guild): variant for guild, variant in each.variants.items()}

    def _strike(self, each: Compiled) -> None:
        del self.rank[each.identity]
        for source in _read_by(each):
            _drop(self.over, source, each)
        for guild in _communities_of(each):
            _drop(self.communities, guild, each)
        _count(self.muted, _muted_by(each), -1)
        _count(self.taken, _taken_by(each), -1)
        for guild in each.variants:
            del self.variants[variant_key(each, guild)]


def variant_key(document: Compiled, guild: int) -> str:
    """What names a document's variant in an index."""
    return f"{document.identity}\n{guild}"


def _communities_of(each: Compiled) -> Iterable[int | None]:
    if each.community is None:
        return ()
    return (None,) if each.guilds is None else each.guilds


def _muted_by(each: Compiled) -> list[tuple[str, int | None]]:
    """Where it counts it takes the place of others; where it was turned off, too, or they would speak."""
    guilds: Iterable[int | None] = (None,) if each.guilds is None else each.guilds
    return [(muted, guild) for muted in each.mute for guild in guilds]


def _read_by(each: Compiled) -> tuple[str, ...]:
    """What is read by a document itself, somewhere: where it shares a state, what stands for it is hit."""
    return each.over if each.variants or not each.joint else ()


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
