"""The action `discord.greeting`: one card for who may administer the bot in a guild that it has come into.

To the owner's direct messages; where they take none, to a channel that is for the staff, or the first the
bot may write in. It says nothing that anybody must not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import discord

from engine.bot.actions.patience import patiently
from engine.bot.actions.places import owner_of
from engine.bot.sentences import said
from engine.bot.views.greeting import greeting
from engine.runtime.outbox import Outcome
from engine.store.rows import OutboxRow, OutboxState

DEADLINE_S = 120.0


class GreetingAction:
    """Sends through one client. After a kill, one that may have arrived is not sent again: it is no alarm."""

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
        """To the first place that takes it, as soon as Discord answers.

        Discord knows the nonce for some minutes, longer than the deadline: it takes none of it twice.
        """
        guild = None if row.guild is None else self._client.get_guild(row.guild)
        if guild is None:
            return Outcome(OutboxState.REFUSED, said("unsent.no_server"))
        card = greeting(guild.name)
        for place in [await self._owner(guild), *_channels(guild)]:
            if place is None:
                continue
            try:
                sent = await patiently(partial(place.send, card.content, embeds=card.embeds(), nonce=row.id))
            except (discord.Forbidden, discord.NotFound):
                continue
            return Outcome(OutboxState.SENT, data={"message": sent.id, "place": sent.channel.id})
        return Outcome(OutboxState.REFUSED, said("unsent.no_place"))

    async def _owner(self, guild: discord.Guild) -> discord.User | None:
        try:
            return await patiently(lambda: owner_of(self._client, guild))
        except discord.HTTPException:
            return None


def _channels(guild: discord.Guild) -> Iterator[discord.TextChannel]:
    known = [guild.public_updates_channel, guild.system_channel, *guild.text_channels]
    for channel in known:
        if channel is not None and channel.permissions_for(guild.me).send_messages:
            yield channel
