"""The members: who they are, since when, with which roles, in a time-out or not. No names are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import discord

from engine.bot.inventory.part import Cached, Difference, Looked
from engine.instants import posix_ms


class Members(Cached):
    """Who joined is found by the moment at which they did; here it is who left and who was changed."""

    name = "members"
    is_large = True

    def glance(self, guild: discord.Guild) -> Looked | None:
        """None before Discord has told of all members, and without the intent."""
        if not guild.chunked:
            return None
        members = guild._members  # noqa: SLF001 - the public one copies them all
        return Looked({id_: _kept(each) for id_, each in members.items()}, members)

    def differences(self, before: Any, now: Looked, guild: discord.Guild) -> Iterator[Difference]:
        """Those gone, and those with other roles or in a time-out."""
        for id_, kept in before.items():
            if id_ not in now.things:
                yield Difference("raw_member_remove", (_Removed(guild, id_, kept),), id_, is_once=True)
            elif kept != now.what[id_]:
                after = now.things[id_]
                yield Difference("member_update", (_before(after, kept), after), id_)


class _Removed:
    """What discord.py dispatches when somebody leaves, of somebody whose name is not known."""

    def __init__(self, guild: discord.Guild, id_: int, kept: list[Any]) -> None:
        joined, roles, *_ = kept
        data: Any = {
            "user": {"id": str(id_), "username": "", "discriminator": "0", "avatar": None},
            "roles": [str(each) for each in roles], "flags": 0,
            "joined_at": None if joined is None else _instant(joined).isoformat(),
        }  # fmt: skip
        self.guild_id = guild.id
        self.user = discord.Member(data=data, guild=guild, state=guild._state)  # noqa: SLF001


def _kept(member: discord.Member) -> list[Any]:
    joined, until = member.joined_at, member.timed_out_until
    return [
        None if joined is None else posix_ms(joined),
        list(member._roles),  # noqa: SLF001 - kept in order
        None if until is None else posix_ms(until),
        member.pending,
        member.premium_since is not None,
    ]


def _before(member: discord.Member, kept: list[Any]) -> discord.Member:
    """The member as they were; of what is not kept, as they are."""
    _, roles, until, pending, boosted = kept
    was = discord.Member._copy(member)  # noqa: SLF001
    was._roles = discord.utils.SnowflakeList(roles, is_sorted=True)  # noqa: SLF001
    was.timed_out_until = None if until is None else _instant(until)
    was.pending = pending
    if boosted is not (member.premium_since is not None):
        was.premium_since = member.joined_at if boosted else None
    return was


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
