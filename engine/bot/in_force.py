"""What holds in a guild now: its settings, laid over the operator's, and whom its open cases are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import discord
import msgspec

from engine.runtime.engine import Engine
from engine.runtime.program import Program
from engine.systems.settings.access import LEVELS, Access
from engine.systems.settings.cases.book import Book
from engine.systems.settings.cases.suspects import suspects
from engine.systems.settings.spec import SettingsSpec


def settings_of(program: Program, guild: int | None) -> SettingsSpec:
    """The settings in force for a guild; where there are none, what they say by default."""
    found = program.community(guild)
    return SettingsSpec(guild) if found is None else found.spec


def settings_here(program: Program, guild: discord.Guild) -> SettingsSpec:
    """The settings in force as the guild may see them: of the operator's ids those that are there."""
    settings = settings_of(program, guild.id)
    own = frozenset(_ids(settings.said)) if settings.guild is not None else frozenset[int]()

    def ours(ids: Iterable[int]) -> Iterator[int]:
        return (each for each in ids if each in own or _is_there(guild, each))

    alerts, access = settings.alerts, settings.access
    mention = next(ours(() if alerts.mention is None else (alerts.mention,)), None)
    return msgspec.structs.replace(
        settings,
        alerts=msgspec.structs.replace(alerts, channels=tuple(ours(alerts.channels)), mention=mention),
        access=Access(**{level: frozenset(ours(access.listed(level))) for level in LEVELS}),
    )


def suspects_of(engine: Engine, guild: int) -> frozenset[int]:
    """Whom the open cases of a guild are about: of its own settings' book, and of the operator's before."""
    keepers = {each.identity for each in map(engine.program.community, (guild, None)) if each is not None}
    books = (engine.core.cells.get(each, (guild,)) for each in keepers)
    return frozenset().union(*(suspects(book) for book in books if isinstance(book, Book)))


def _ids(said: object) -> Iterator[int]:
    """All ids in a part of a document, however they are written."""
    if isinstance(said, Mapping):
        said = list(said.values())
    if isinstance(said, list):
        for each in said:
            yield from _ids(each)
    elif isinstance(said, int | str) and str(said).isdecimal():
        yield int(said)


def _is_there(guild: discord.Guild, id_: int) -> bool:
    return any(
        find(id_) is not None for find in (guild.get_channel_or_thread, guild.get_role, guild.get_member)
    )
