"""Shows a draft to who made it, with the buttons that confirm it or throw it away; answers these."""

from __future__ import annotations

import asyncio
from typing import Any

import discord

from engine.bot.desk import Desk, desk_of, guild_of, say
from engine.bot.edits.drafting import Draft
from engine.bot.edits.editing import Author
from engine.bot.raising import foresee
from engine.bot.views.card import Card
from engine.bot.views.draft import applied, buttons, gone, left, shown, unusable
from engine.errors import UsageError


async def offer(interaction: discord.Interaction[Any], draft: Draft) -> None:
    """Show a draft; one that can be applied waits to be confirmed."""
    desk = desk_of(interaction)
    rising = draft.rising
    raised = None
    if rising:
        raised = await asyncio.to_thread(foresee, desk.reader, draft.guild, rising, desk.clock())
    card = shown(draft, raised)
    if draft.errors or draft.is_empty or desk.editing is None:
        await say(interaction, card)
    else:
        await say(interaction, card, view=buttons(draft.guild, desk.editing.keep(draft, interaction.user.id)))


async def confirmed(desk: Desk, interaction: discord.Interaction[Any], id_: str) -> Card:
    """Write it, once, if it is still there and theirs; says what came of it."""
    draft = _taken(desk, interaction, id_)
    if draft is None or desk.editing is None:
        return gone()
    author = Author(interaction.user.id, interaction.user.display_name)
    try:
        return applied(draft, await desk.editing.apply(draft, author))
    except UsageError as error:
        return unusable(str(error))


async def thrown_away(desk: Desk, interaction: discord.Interaction[Any], id_: str) -> Card:
    """Forget it."""
    return gone() if _taken(desk, interaction, id_) is None else left()


def _taken(desk: Desk, interaction: discord.Interaction[Any], id_: str) -> Draft | None:
    """The guild is that of the click, whatever the button says."""
    if desk.editing is None:
        return None
    return desk.editing.take(id_, guild_of(interaction).id, interaction.user.id)
