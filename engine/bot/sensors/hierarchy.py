"""Which roles stand above the bot: it can act only against people whose highest role is below its own.

A move of one role is told as an update of each role that it passes, one by one, and in any order. So what
stood above is remembered, and where two have the same position for a moment nothing has changed yet. Of
many that move at once one may seem to pass that does not.
"""

from __future__ import annotations

import discord


class Hierarchy:
    """One a client: ids of the roles above the bot's highest, by guild."""

    __slots__ = ("_above",)

    def __init__(self) -> None:
        self._above: dict[int, set[int]] = {}

    def forget(self, guild: int) -> None:
        """All of a guild was told anew, or the bot has other roles."""
        self._above.pop(guild, None)

    def risen(self, me: discord.Member, before: discord.Role, after: discord.Role) -> list[int]:
        """Ids of the roles that stand above the bot since this update; the cache has it already."""
        guild, own = after.guild, set(me._roles)  # noqa: SLF001 - `roles` sorts them by position
        above = self._above.get(guild.id)
        if above is None:
            above = self._above[guild.id] = _above(guild, own, {after.id: before.position})
        if before.position == after.position:
            return []
        top, risen = _top(guild, own, {}), []
        for role in guild.roles:
            if role.id in own or role.position == top:
                continue
            if role.position < top:
                above.discard(role.id)
            elif role.id not in above:
                above.add(role.id)
                risen.append(role.id)
        return sorted(risen)


def _top(guild: discord.Guild, own: set[int], instead: dict[int, int]) -> int:
    return max((instead.get(each.id, each.position) for each in guild.roles if each.id in own), default=0)


def _above(guild: discord.Guild, own: set[int], instead: dict[int, int]) -> set[int]:
    top = _top(guild, own, instead)
    return {
        each.id for each in guild.roles if each.id not in own and instead.get(each.id, each.position) > top
    }
