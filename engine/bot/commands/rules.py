"""`/rules`: the rules of this server and how often they matched, or one of them in detail."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands

from engine.bot.commands.choices import rule_titles
from engine.bot.desk import desk_of, guild_of, say
from engine.bot.rulelist import Asked, RuleList, look_up
from engine.bot.sentences import said
from engine.bot.views.rules import rule as card_of_one
from engine.bot.views.rules import rules as card_of_list


@app_commands.command(description=said("command.rules"))
@app_commands.describe(text=said("command.rules_text"), page=said("command.rules_page"))
@app_commands.guild_only()
async def rules(
    interaction: discord.Interaction[discord.Client],
    text: str | None = None,
    page: app_commands.Range[int, 1, 1_000] = 1,
) -> None:
    """Rules that count in this server alone; the store is read in a thread."""
    desk, guild = desk_of(interaction), guild_of(interaction).id
    found = await asyncio.to_thread(
        look_up,
        desk.reader,
        desk.engine.program,
        Asked(guild, text, desk.clock(), desk.engine.resting(guild)),
    )
    await say(interaction, card_of_list(found, page) if isinstance(found, RuleList) else card_of_one(found))


rules.autocomplete("text")(rule_titles)
