"""The action `discord.greeting`: one card for who may administer the bot in a guild that it has come into.

To the owner's direct messages; where they take none, to a channel that is for the staff, or the first the
bot may write in. It says nothing that anybody must not read.
"""

from __future__ import annotations

from collections.abc import Iterator

import discord

from engine.bot.actions.patience import once, patiently
from engine.bot.views.greeting import greeting
from engine.runtime.outbox import Outcome
from engine.store.rows import OutboxRow, OutboxState

DEADLINE_S = 120.0


class GreetingAction:
    """Sends through one client. One that may have arrived is not sent again: a greeting is no alarm."""

    name = "discord.greeting"
    deadline = DEADLINE_S
    honours_key = False
    leaves: frozenset[str] = frozenset()

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def check(self, row: OutboxRow) -> bool | None:
        """Nobody looks: it would mean reading someone's direct messages."""
        del row
        return None

    async def perform(self, row: OutboxRow) -> Outcome:
        """To the first place that takes it."""
        guild = None if row.guild is None else self._client.get_guild(row.guild)
        if guild is None:
            return Outcome(OutboxState.REFUSED, "the bot is not in that server")
        card = greeting(guild.name)
        for place in [await self._owner(guild), *_channels(guild)]:
            if place is None:
                continue
            try:
                sent = await once(lambda: place.send(card.content, embeds=card.embeds(), nonce=row.id))  # noqa: B023
            except (discord.Forbidden, discord.NotFound):
                continue
            return Outcome(OutboxState.SENT, data={"message": sent.id, "place": sent.channel.id})
        return Outcome(OutboxState.REFUSED, "neither the owner nor any channel takes it")

    async def _owner(self, guild: discord.Guild) -> discord.User | discord.Member | None:
        owner_id = guild.owner_id
        if guild.owner is not None or owner_id is None:
            return guild.owner
        try:
            return await patiently(lambda: self._client.fetch_user(owner_id))
        except discord.HTTPException:
            return None


def _channels(guild: discord.Guild) -> Iterator[discord.TextChannel]:
    known = [guild.public_updates_channel, guild.system_channel, *guild.text_channels]
    for channel in known:
        if channel is not None and channel.permissions_for(guild.me).send_messages:
            yield channel
