"""Who has which level: ids as settings list them, and what the operator's ceiling leaves of them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

Level = Literal["view", "operate", "approve", "admin"]

LEVELS: Final[tuple[Level, ...]] = ("view", "operate", "approve", "admin")
"""From the lowest on; who has one has those before it."""
NO_LEVEL: Final = "none"
"""As a ceiling: settings give nothing to anybody."""

Lists = Mapping[str, Sequence[str | int]]
"""Ids by level, as documents write them."""


class Access(msgspec.Struct, frozen=True):
    """Ids of roles and people by level, as listed: one with `admin` need not stand under `view`, too.

    Discord's ids do not say what they are of. Each is looked up as a role and as a person.
    """

    view: frozenset[int] = frozenset()
    operate: frozenset[int] = frozenset()
    approve: frozenset[int] = frozenset()
    admin: frozenset[int] = frozenset()

    def level_of(self, ids: Collection[int]) -> Level | None:
        """The highest level that any of these has: a person's own id and those of their roles."""
        return next((level for level in reversed(LEVELS) if not self.listed(level).isdisjoint(ids)), None)

    def with_level(self, level: Level) -> frozenset[int]:
        """Everybody who has a level, or a higher one."""
        return frozenset().union(*(self.listed(each) for each in LEVELS[LEVELS.index(level) :]))

    def listed(self, level: Level) -> frozenset[int]:
        """Those who stand under a level itself."""
        ids: frozenset[int] = getattr(self, level)
        return ids


def reaches(level: Level | None, needed: Level) -> bool:
    """Whether a level is as high as the one needed."""
    return level is not None and LEVELS.index(level) >= LEVELS.index(needed)


def read_access(lists: Lists) -> Access:
    """The access that checked lists give."""
    return Access(**{level: frozenset(map(int, ids)) for level, ids in lists.items()})


def lowered(lists: Lists, ceiling: Any) -> dict[str, list[str | int]]:
    """The lists with those above a level put under it instead; of `none` nothing stays."""
    if ceiling not in LEVELS:
        return {} if ceiling == NO_LEVEL else {level: list(ids) for level, ids in lists.items()}
    kept: dict[str, list[str | int]] = {}
    for level in LEVELS:
        if level in lists:
            kept.setdefault(min(level, ceiling, key=LEVELS.index), []).extend(lists[level])
    return kept
