"""`/rollback`: this server's own files back to what they said under an earlier rulebook."""

from __future__ import annotations

import asyncio
from typing import Final

import discord
from discord import app_commands

from engine.bot.commands.choices import MOST_CHOICES
from engine.bot.desk import desk_of, guild_of, say
from engine.bot.drafts import offer
from engine.bot.edits.editing import Earlier
from engine.bot.sentences import said
from engine.bot.views.draft import no_folder, unusable
from engine.bot.views.signs import span
from engine.errors import UsageError

_SHOWN: Final = 10


@app_commands.command(description=said("command.rollback"))
@app_commands.describe(hash=said("command.rollback_hash"))
@app_commands.guild_only()
async def rollback(
    interaction: discord.Interaction[discord.Client],
    hash: str,  # noqa: A002 - the option's name is what people type
) -> None:
    """Shown first; nothing changes before it is confirmed."""
    desk, guild = desk_of(interaction), guild_of(interaction).id
    if desk.editing is None:
        await say(interaction, no_folder())
        return
    try:
        draft = await desk.editing.back_to(guild, hash)
    except UsageError as error:
        await say(interaction, unusable(str(error)))
    else:
        await offer(interaction, draft)


@rollback.autocomplete("hash")
async def _hashes(
    interaction: discord.Interaction[discord.Client], typed: str
) -> list[app_commands.Choice[str]]:
    desk, guild = desk_of(interaction), guild_of(interaction).id
    found = [] if desk.editing is None else await asyncio.to_thread(desk.editing.earlier, guild)
    wanted = typed.strip().casefold()
    chosen = [each for each in found if each.hash.startswith(wanted)][:MOST_CHOICES]
    return [app_commands.Choice(name=_named(each, desk.clock()), value=each.hash) for each in chosen]


def _named(earlier: Earlier, now: int) -> str:
    return said(
        "choice.rulebook",
        hash=earlier.hash[:_SHOWN],
        documents=earlier.documents,
        span=span(now - earlier.since),
    )
