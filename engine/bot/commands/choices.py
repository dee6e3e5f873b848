"""What Discord offers while somebody types into an option."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import discord
from discord import app_commands

from engine.bot.desk import desk_of, guild_of

MOST_CHOICES: Final = 25
_LONGEST_CHOICE: Final = 100


def choices(typed: str, known: Iterable[str]) -> list[app_commands.Choice[str]]:
    """The names that hold what was typed, as many as Discord takes."""
    wanted = typed.strip().casefold()
    names = sorted({each[:_LONGEST_CHOICE] for each in known if wanted in each.casefold()})
    return [app_commands.Choice(name=each, value=each) for each in names[:MOST_CHOICES]]


async def rule_titles(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """The rules that count in this server."""
    rules = desk_of(interaction).engine.program.rules(guild_of(interaction).id)
    return choices(typed, (each.title for each in rules))
