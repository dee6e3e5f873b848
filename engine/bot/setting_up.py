"""`/setup`: three answers become a server's settings, checked, written and in force, and the doctor looks."""

from __future__ import annotations

import asyncio

import discord

from engine.bot.desk import Desk, guild_of, say
from engine.bot.doctor import examine, facts_of
from engine.bot.doctor.examine import Weight, works
from engine.bot.drafts import offer
from engine.bot.edits.drafting import Draft
from engine.bot.edits.editing import Author, Editing
from engine.bot.edits.setup import FILE, Answers, with_answers
from engine.bot.in_force import settings_of
from engine.bot.views.card import Card
from engine.bot.views.draft import applied, no_folder, unusable
from engine.bot.views.findings import told
from engine.bot.views.setup import done
from engine.errors import UsageError


async def set_up(desk: Desk, interaction: discord.Interaction[discord.Client], answers: Answers) -> None:
    """Write them down, at once unless rules could go further by it: then that is shown first."""
    if desk.editing is None:
        await say(interaction, no_folder())
        return
    guild = guild_of(interaction)
    try:
        draft = await _draft(desk.editing, guild.id, answers)
        if draft.errors or draft.rising:
            await offer(interaction, draft)
            return
        if not draft.is_empty:
            author = Author(interaction.user.id, interaction.user.display_name)
            outcome = await desk.editing.apply(draft, author)
            if outcome.attempt.is_refused:
                await say(interaction, applied(draft, outcome))
                return
    except UsageError as error:
        await say(interaction, unusable(str(error)))
        return
    await say(interaction, _done(desk, guild, interaction.client.intents))


async def _draft(editing: Editing, guild: int, answers: Answers) -> Draft:
    before = (await asyncio.to_thread(editing.files, guild)).get(FILE)
    return await editing.propose(guild, {FILE: with_answers(before, answers)}, "setup")


def _done(desk: Desk, guild: discord.Guild, intents: discord.Intents) -> Card:
    facts = facts_of(guild, desk.engine, intents)
    found = [each for each in examine(facts) if each.weight is not Weight.NOTE]
    return done(settings_of(desk.engine.program, guild.id), told(found), works(facts), len(facts.rules))
