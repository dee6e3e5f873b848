"""What the doctor looks at in one guild, read from discord.py's cache, on the loop. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Protocol

import discord
import msgspec

from engine.bot.in_force import settings_here
from engine.bot.needs import BASE, Have, Needs, Sight
from engine.bot.permissions import STAFF, bits_of, names
from engine.catalogue import shipped
from engine.runtime.program import Program
from engine.systems.modes import Mode
from engine.systems.settings.access import LEVELS, Access

_STAFF_BITS: Final = discord.Permissions(**dict.fromkeys(STAFF, True)).value
_PINGS: Final = "mention_everyone"


class Watched(Protocol):
    """What the doctor needs of an engine: the rules in force, and which of them rest in a guild."""

    @property
    def program(self) -> Program:
        """The rules."""

    def resting(self, guild: int) -> list[str]:
        """Ids of those that failed too often."""


class Place(msgspec.Struct, frozen=True):
    """A channel of the alerts: what the bot lacks there, and whether everybody can read it.

    `exists` is False when it is gone.
    """

    id: int
    exists: bool = True
    missing: tuple[str, ...] = ()
    is_open: bool = False


class Seen(msgspec.Struct, frozen=True):
    """A rule by its title, and how much it sees."""

    title: str
    sight: Sight


class Facts(msgspec.Struct, frozen=True):
    """One guild at one moment. Ids are Discord's.

    `above` are people with power over the place whom the bot could not stop, `roles_above` roles with such
    power where nobody can tell who has them. `strangers` are ids under `access` that nobody has, `mention`
    the role that alerts mention if it is there no more, `mute` one that the bot may not mention.
    """

    guild: int
    rules: tuple[Seen, ...] = ()
    places: tuple[Place, ...] = ()
    resting: tuple[str, ...] = ()
    above: tuple[int, ...] = ()
    roles_above: tuple[int, ...] = ()
    strangers: tuple[int, ...] = ()
    mention: int | None = None
    mute: int | None = None
    wants_two_factor: bool = False
    has_settings: bool = True
    mode: Mode = "propose"


def facts_of(guild: discord.Guild, engine: Watched, intents: discord.Intents) -> Facts:
    """All of it. `intents` are those that the client has connected with."""
    settings = settings_here(engine.program, guild)
    above, roles_above = _out_of_reach(guild, knows_members=intents.members)
    mention = settings.alerts.mention
    return Facts(
        guild=guild.id,
        rules=_rules(guild, engine, intents),
        places=tuple(_place(guild, each) for each in settings.alerts.channels),
        resting=_titles(engine, guild.id),
        above=above,
        roles_above=roles_above,
        strangers=_strangers(guild, settings.access) if intents.members else (),
        mention=mention if mention is not None and guild.get_role(mention) is None else None,
        mute=mention if mention is not None and _is_mute(guild, mention, settings.alerts.channels) else None,
        wants_two_factor=guild.mfa_level is discord.MFALevel.require_2fa,
        has_settings=engine.program.community(guild.id) is not None,
        mode=engine.program.mode_in(guild.id),
    )


def have_of(guild: discord.Guild, intents: discord.Intents) -> Have:
    """What the bot has of intents and permissions."""
    return Have(
        frozenset(name for name, wanted in intents if wanted), names(guild.me.guild_permissions.value)
    )


def _rules(guild: discord.Guild, engine: Watched, intents: discord.Intents) -> tuple[Seen, ...]:
    program = engine.program
    needs, have = Needs(program, shipped()), have_of(guild, intents)
    documents = program.rules(guild.id)
    return tuple(
        Seen(each.title, needs.sight(program.documents[each.identity], have))
        for each in documents
        if each.identity in program.documents
    )


def _titles(engine: Watched, guild: int) -> tuple[str, ...]:
    """What people call the documents that rest."""
    titles = {each.id: each.title for each in engine.program.rulebook.documents}
    return tuple(titles.get(each, each) for each in engine.resting(guild))


def _place(guild: discord.Guild, id_: int) -> Place:
    channel = guild.get_channel_or_thread(id_)
    if channel is None:
        return Place(id_, exists=False)
    allowed = channel.permissions_for(guild.me)
    return Place(
        id_,
        missing=tuple(name for name in BASE if not getattr(allowed, name)),
        is_open=channel.permissions_for(guild.default_role).view_channel,
    )


def _out_of_reach(guild: discord.Guild, *, knows_members: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Discord lets nobody act on whose highest role is not below their own; on a guild's owner never."""
    own = guild.me.top_role
    roles = [role for role in guild.roles if role.permissions.value & _STAFF_BITS and role >= own]
    roles = [role for role in roles if role not in guild.me.roles or len(role.members) > 1]
    if not knows_members:
        return (), tuple(role.id for role in roles if role not in guild.me.roles)
    powerful = (member for role in roles for member in role.members)
    people = {each.id for each in powerful if each.id not in {guild.me.id, guild.owner_id}}
    return tuple(sorted(people)), ()


def _strangers(guild: discord.Guild, access: Access) -> tuple[int, ...]:
    ids = {each for level in LEVELS for each in access.listed(level)}
    return tuple(sorted(each for each in ids if not _is_somebody(guild, each)))


def _is_somebody(guild: discord.Guild, id_: int) -> bool:
    return guild.get_role(id_) is not None or guild.get_member(id_) is not None


def _is_mute(guild: discord.Guild, role: int, channels: Sequence[int]) -> bool:
    """Whether the bot's mention of a role would reach nobody in the channel that alerts go to first."""
    found = guild.get_role(role)
    if found is None or found.mentionable:
        return False
    places: Iterable[discord.abc.GuildChannel | discord.Thread | None] = map(
        guild.get_channel_or_thread, channels
    )
    first = next((each for each in places if each is not None), None)
    bits = bits_of(guild.me.roles) if first is None else first.permissions_for(guild.me).value
    return _PINGS not in names(bits)
