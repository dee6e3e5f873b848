"""The desk: what commands and buttons answer from, and who may ask.

Decides from the gateway's cache, never from what a payload says about itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Protocol, cast

import discord
import msgspec

from engine.bot.attempt import NOTHING_REFUSED, Attempt
from engine.bot.reloading import Reloading
from engine.bot.sensors.context import made_ms
from engine.bot.views.card import Card
from engine.bot.views.refusal import refusal
from engine.runtime.engine import Engine
from engine.signal import Signal, SignalType
from engine.store.port import Reader


class Asker(msgspec.Struct, frozen=True):
    """Somebody who may ask, and the one guild that the answer is about."""

    user: int
    guild: discord.Guild
    is_operator: bool


class Desk:
    """One a client. `owner` is the configured owner's id, or None: then the application's owner or team.

    Without `reloading` the rules stay those of the start, which went as `attempt` says. `clock` gives
    milliseconds since 1970; `types` are the signal types that the catalogue knows.
    """

    def __init__(  # noqa: PLR0913 - each is one thing that answers need
        self,
        client: discord.Client,
        engine: Engine,
        reader: Reader,
        *,
        clock: Callable[[], int],
        reloading: Reloading | None = None,
        attempt: Attempt = NOTHING_REFUSED,
        owner: int | None = None,
        types: Collection[str] = (),
    ) -> None:
        self.client = client
        self.engine = engine
        self.reader = reader
        self.clock = clock
        self.reloading = reloading
        self._attempt = attempt
        self.types = types
        self.failed_events = 0
        self._owner = owner

    @property
    def attempt(self) -> Attempt:
        """What the last look at the files of the rules came to."""
        return self._attempt if self.reloading is None else self.reloading.last

    def operators(self) -> frozenset[int]:
        """The bot's owner, as configured or as Discord knows the application."""
        if self._owner is not None:
            return frozenset({self._owner})
        application = self.client.application
        if application is None:
            return frozenset()
        if application.team is not None:
            return frozenset(
                member.id
                for member in application.team.members
                if member.membership_state is discord.TeamMembershipState.accepted
            )
        return frozenset({application.owner.id})

    def asker(self, interaction: discord.Interaction[Any]) -> Asker | None:
        """Who asks, if they may: the bot's owner in any guild, a guild's owner in their own."""
        guild = None if interaction.guild_id is None else self.client.get_guild(interaction.guild_id)
        if guild is None:
            return None
        user = interaction.user.id
        is_operator = user in self.operators()
        return Asker(user, guild, is_operator) if is_operator or guild.owner_id == user else None

    async def admit(self, interaction: discord.Interaction[Any], command: str) -> Asker | None:
        """The asker, their use journalled; or None, after the refusal was journalled and answered."""
        asker = self.asker(interaction)
        type_ = SignalType.COMMAND_REFUSED if asker is None else SignalType.COMMAND_USED
        self._tell(type_, interaction, command)
        if asker is not None:
            return asker
        if interaction.type is discord.InteractionType.autocomplete:
            await interaction.response.autocomplete([])
        else:
            await say(interaction, refusal(command))
        return None

    def _tell(self, type_: SignalType, interaction: discord.Interaction[Any], command: str) -> None:
        """Typing into an option is no use of a command."""
        if interaction.type is discord.InteractionType.autocomplete:
            return
        self.engine.ingest(
            Signal(
                id=f"interaction:{interaction.id}",
                type=type_.value,
                time=made_ms(interaction.id),
                guild=interaction.guild_id,
                channel=interaction.channel_id,
                actor=interaction.user.id,
                data={"command": command},
            )
        )


class _HasDesk(Protocol):
    desk: Desk


def desk_of(interaction: discord.Interaction[Any]) -> Desk:
    """The desk of the client that received an interaction."""
    return cast("_HasDesk", interaction.client).desk


def guild_of(interaction: discord.Interaction[Any]) -> discord.Guild:
    """The guild of an admitted interaction, as the gateway knows it."""
    guild: discord.Guild | None = interaction.client.get_guild(interaction.guild_id or 0)
    assert guild is not None, "an interaction is admitted only in a known guild"
    return guild


async def say(interaction: discord.Interaction[Any], card: Card) -> None:
    """Answer, to the one who asked alone; completes what was deferred before."""
    if interaction.response.is_done():
        await interaction.edit_original_response(content=card.content, embeds=card.embeds())
    else:
        await interaction.response.send_message(card.content, embeds=card.embeds(), ephemeral=True)
