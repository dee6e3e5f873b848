"""The desk: what commands and buttons answer from, and who may use them.

Decides from the gateway's cache, never from what a payload says about itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, Protocol, cast

import discord
import msgspec
import structlog
from discord.utils import MISSING

from engine.bot.access import ASKS_BACK, Person, commands_for, level_of, may_use
from engine.bot.attempt import NOTHING_REFUSED, Attempt
from engine.bot.edits.editing import Editing
from engine.bot.in_force import settings_of, suspects_of
from engine.bot.persons import entitled, person_of
from engine.bot.refusals import Flood, Refusals
from engine.bot.reloading import Reloading
from engine.bot.views.card import Card
from engine.bot.views.refusal import closed, elsewhere, refusal, stray
from engine.instants import made_ms
from engine.runtime.engine import Engine
from engine.signal import Signal, SignalType
from engine.store.port import Reader
from engine.systems.settings.access import Level

STRAY: Final = "stray"
"""What the journal calls a button or form that is not there any more."""
_log = structlog.get_logger()
Suspects = Callable[[int], frozenset[int]]
"""The ids of those whom the open cases of a guild are about."""


class Asker(msgspec.Struct, frozen=True):
    """Somebody who may ask, and the one guild that the answer is about."""

    user: int
    guild: discord.Guild
    is_operator: bool
    level: Level


class Desk:
    """One a client. `owner` is the configured owner's id, or None: then the application's owner or team.

    Without `reloading` the rules stay those of the start, which went as `attempt` says. `clock` gives
    milliseconds since 1970; `types` are the signal types that the catalogue knows. Whom open cases are
    about is asked of the case book of a guild, unless `suspects` says it. Without `editing` there is no
    folder whose files could be edited.
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
        suspects: Suspects | None = None,
        editing: Editing | None = None,
    ) -> None:
        self.client = client
        self.engine = engine
        self.reader = reader
        self.clock = clock
        self.reloading = reloading
        self._attempt = attempt
        self.types = types
        self.failed_events = 0
        self.editing = editing
        self._owner = owner
        self._suspects = suspects or (lambda guild: suspects_of(engine, guild))
        self.refusals = Refusals(clock=clock, tell=self._tell_of_flood)

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
            return frozenset(member.id for member in application.team.members if _may_act_for_team(member))
        return frozenset({application.owner.id})

    def person(self, interaction: discord.Interaction[Any], at: int | None = None) -> Person | None:
        """Who uses something, as the gateway knows them; None where the bot is not, or not in a guild.

        `at` is the guild that a direct message of ours is about; it counts nowhere else.
        """
        id_ = at if interaction.guild_id is None else interaction.guild_id
        guild = None if id_ is None else self.client.get_guild(id_)
        if guild is None:
            return None
        return person_of(interaction, guild, self.operators(), self._suspects(guild.id))

    def asker(
        self, interaction: discord.Interaction[Any], control: str, at: int | None = None
    ) -> Asker | None:
        """Who asks, if they may: the table says which level it needs, the settings in force who has it."""
        person = self.person(interaction, at)
        if person is None:
            return None
        access = settings_of(self.engine.program, person.guild).access
        level = level_of(person, access)
        guild = self.client.get_guild(person.guild)
        if guild is None or level is None or not may_use(person, access, control):
            return None
        return Asker(person.id, guild, person.is_bot_owner, level)

    async def admit(
        self, interaction: discord.Interaction[Any], control: str, at: int | None = None
    ) -> Asker | None:
        """The asker, their use journalled; or None, after the refusal was journalled and answered.

        Of a flood of refusals most are only counted, and not answered. Typing into an option is no use.
        """
        asker = self.asker(interaction, control, at)
        is_typing = interaction.type is discord.InteractionType.autocomplete
        if asker is not None and not is_typing and control not in ASKS_BACK:
            asker = await self._heard_of(asker, interaction, control, at)
        if is_typing:
            if asker is None:
                await interaction.response.autocomplete([])
        elif asker is not None:
            self._tell(SignalType.COMMAND_USED, interaction, control)
        elif self.refusals.take(interaction.guild_id, interaction.user.id):
            self._tell(SignalType.COMMAND_REFUSED, interaction, control)
            await say(interaction, self._refusal(interaction, control))
        return asker

    async def turn_away(self, interaction: discord.Interaction[Any]) -> None:
        """Refuse what is no button or form of ours, or none any more; said and journalled as refusals."""
        if not self.refusals.take(interaction.guild_id, interaction.user.id):
            return
        self._tell(SignalType.COMMAND_REFUSED, interaction, STRAY)
        try:
            await say(interaction, stray())
        except discord.HTTPException as error:
            _log.info("refusal.unsaid", error=type(error).__name__)

    async def _heard_of(
        self, asker: Asker, interaction: discord.Interaction[Any], control: str, at: int | None
    ) -> Asker | None:
        """The asker once all is taken in that they did before: it may make them the suspect of a case.

        In a burst a click overtakes what others did, never what the same person did.
        """
        if not self.engine.is_behind_on(asker.user):
            return asker
        await defer(interaction)
        await self.engine.caught_up(asker.user)
        return self.asker(interaction, control, at)

    def _refusal(self, interaction: discord.Interaction[Any], control: str) -> Card:
        person = self.person(interaction)
        if person is None:
            return elsewhere(control)
        if person.is_suspect:
            return closed(control)
        access = settings_of(self.engine.program, person.guild).access
        instead = commands_for(level_of(person, access))
        return refusal(control, entitled(self.client.get_guild(person.guild), access, control), instead)

    def _tell(self, type_: SignalType, interaction: discord.Interaction[Any], control: str) -> None:
        self.engine.ingest(
            Signal(
                id=f"interaction:{interaction.id}",
                type=type_.value,
                time=made_ms(interaction.id),
                guild=interaction.guild_id,
                channel=interaction.channel_id,
                actor=interaction.user.id,
                data={"command": control},
            )
        )

    def _tell_of_flood(self, flood: Flood) -> None:
        self.engine.ingest(
            Signal(
                id=f"refused:{flood.guild}:{flood.since}",
                type=SignalType.COMMAND_REFUSED.value,
                time=flood.since,
                guild=flood.guild,
                actor=flood.actor,
                data={"times": flood.times, "people": flood.people},
            )
        )


def _may_act_for_team(member: discord.TeamMember) -> bool:
    """Who may only read what belongs to the team is no owner of the bot."""
    has_accepted = member.membership_state is discord.TeamMembershipState.accepted
    return has_accepted and member.role is not discord.TeamMemberRole.read_only


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


async def defer(interaction: discord.Interaction[Any]) -> None:
    """Answer for now, as Discord waits for three seconds alone; once is enough."""
    if not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)


async def say(
    interaction: discord.Interaction[Any],
    card: Card,
    files: Sequence[discord.File] = (),
    view: discord.ui.View | None = None,
) -> None:
    """Answer, to the one who asked alone; completes what was deferred before."""
    embeds = card.embeds()
    if interaction.response.is_done():
        await interaction.edit_original_response(
            content=card.content, embeds=embeds, attachments=files, view=view
        )
    else:
        await interaction.response.send_message(
            card.content, embeds=embeds, ephemeral=True, files=files, view=view or MISSING
        )
