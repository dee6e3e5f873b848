"""Where a message of ours may go, and what is said of one that goes nowhere. Knows no card and no outbox row.

No document reaches into another guild: a channel counts only if it is of the effect's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import discord

from engine.bot.actions.patience import once
from engine.bot.sentences import said
from engine.runtime.outbox import Outcome
from engine.store.rows import OutboxState

Channel = discord.TextChannel | discord.Thread | discord.VoiceChannel
Place = Channel | discord.DMChannel

_REASONS: Final[Mapping[int, str]] = {
    10003: said("unsent.gone"),
    50001: said("unsent.unseen"),
    50013: said("unsent.lacking"),
}
"""By Discord's code."""


class Refusal(Exception):
    """No place takes the message, and trying again would not help. Its text says why."""


class Foreign(Refusal):
    """A channel that was never one of ours."""


def own_channel(channel: Any, guild: int | None) -> Channel:
    """The channel, if it takes messages and is of that guild. Raises `Foreign`.

    What concerns no guild, such as a gap, meets only the operator's own documents.
    """
    if not isinstance(channel, Channel):
        raise Foreign(said("unsent.no_messages"))
    if guild is not None and channel.guild.id != guild:
        raise Foreign(said("unsent.elsewhere"))
    return channel


async def owner_of(client: discord.Client, guild: discord.Guild) -> discord.User | None:
    """The owner of a guild, where Discord says who that is."""
    owner_id = guild.owner_id
    if owner_id is None:
        return None
    return client.get_user(owner_id) or await once(lambda: client.fetch_user(owner_id))


async def direct_to_owner(client: discord.Client, guild_id: int | None) -> discord.DMChannel:
    """The direct messages of a guild's owner: where all else is gone, somebody must hear of it.

    Raises `Refusal` where nobody knows who that is.
    """
    guild = None if guild_id is None else client.get_guild(guild_id)
    owner = None if guild is None else await owner_of(client, guild)
    if owner is None:
        raise Refusal(said("unsent.nobody"))
    return await once(owner.create_dm)


def refused(error: discord.HTTPException) -> Outcome:
    """The end of a call that Discord refused for good."""
    told = said("unsent.refused", status=error.status, code=str(error.code))
    return Outcome(OutboxState.REFUSED, _REASONS.get(error.code, told), {"code": error.code})
