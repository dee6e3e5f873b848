"""People as the gateway knows them in one guild: who uses something, and who might. Knows no wording."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import discord

from engine.bot.access import NEEDED, Person
from engine.bot.views.refusal import Entitled
from engine.systems.settings.access import LEVELS, Access


def person_of(
    interaction: discord.Interaction[Any],
    guild: discord.Guild,
    operators: Collection[int],
    suspects: Collection[int],
) -> Person:
    """Who uses something in a guild that the bot is in."""
    user = interaction.user
    return Person(
        id=user.id,
        guild=guild.id,
        roles=_roles(user, guild),
        is_bot=user.bot,
        is_bot_owner=user.id in operators,
        is_guild_owner=user.id == guild.owner_id,
        is_suspect=user.id in suspects,
    )


def entitled(guild: discord.Guild | None, access: Access, control: str) -> Entitled:
    """Whom a guild's settings let use something, as far as they are there; its owner is not named."""
    if guild is None:
        return Entitled()
    ids = sorted(access.with_level(NEEDED.get(control, LEVELS[-1])) - {guild.id, guild.owner_id})
    roles = tuple(each for each in ids if guild.get_role(each) is not None)
    people = tuple(each for each in ids if guild.get_member(each) is not None)
    return Entitled(roles, people, len(ids) - len(roles) - len(people))


def _roles(user: discord.User | discord.Member, guild: discord.Guild) -> frozenset[int]:
    """Roles that both the cache and the interaction know them to have: one of them may be behind.

    Without the members' intent the cache has no members, and Discord's word with the interaction is all.
    """
    told = frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset()
    known = guild.get_member(user.id)
    return told if known is None else told & {role.id for role in known.roles}
