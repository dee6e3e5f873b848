"""`/explain`: why something happened, and how what it caused ended."""

from __future__ import annotations

import asyncio

import discord
from discord import app_commands

from engine.bot.commands.choices import rule_titles
from engine.bot.desk import Desk, desk_of, guild_of, say
from engine.bot.explained import explain as look_up
from engine.bot.explained import newest_alert
from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.explanation import explanation, nothing_to_explain, unknown_rule
from engine.documents.rulebook import find


@app_commands.command(description=said("command.explain"))
@app_commands.describe(signal=said("command.explain_signal"), rule=said("command.explain_rule"))
@app_commands.guild_only()
async def explain(
    interaction: discord.Interaction[discord.Client], signal: str | None = None, rule: str | None = None
) -> None:
    """Explains one signal of this server."""
    await say(interaction, await answer(desk_of(interaction), guild_of(interaction).id, signal, rule))


async def answer(desk: Desk, guild: int, signal: str | None, rule: str | None = None) -> Card:
    """The explanation of a guild's signal; read in a thread."""
    return await asyncio.to_thread(_answer, desk, guild, signal, rule)


def _answer(desk: Desk, guild: int, signal: str | None, rule: str | None) -> Card:
    program = desk.engine.program
    if rule is not None and find(program.rules(guild), rule) is None:
        return unknown_rule(rule)
    asked = signal.strip() if signal else newest_alert(desk.reader, guild)
    found = None if asked is None else look_up(desk.reader, program, guild, asked, rule)
    return nothing_to_explain(asked) if found is None else explanation(found)


explain.autocomplete("rule")(rule_titles)
