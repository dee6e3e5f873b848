"""Reactions added and taken away. Many come: what is told is ids, numbers and one flag, nothing looked up."""

from __future__ import annotations

from typing import Any, Final

import discord

from engine.bot.sensors.context import Context
from engine.instants import DISCORD_EPOCH
from engine.signal import Signal

ADD: Final = "discord.reaction.add"
REMOVE: Final = "discord.reaction.remove"
CLEAR: Final = "discord.reaction.clear"
_CENTIDAY_MS: Final = 864_000


def reaction_add(context: Context, event: discord.RawReactionActionEvent) -> Signal | None:
    """Who reacts is the `actor`; who wrote the message is the `target`, where Discord says so."""
    if event.guild_id is None:
        return None
    now = context.clock()
    person = event.user_id
    data: dict[str, Any] = {
        "message": event.message_id,
        "emoji": _emoji(event.emoji),
        "account_age_days": (now - DISCORD_EPOCH - (person >> 22)) // _CENTIDAY_MS / 100,
    }
    member = event.member
    if member is not None:
        data["is_bot"] = member.bot
    if event.burst:
        data["burst"] = True
    if person == context.own_id:
        data["self"] = True
    since = context.reactions.note(event.guild_id, person, now)
    if since is not None:
        data["since_last_seconds"] = since
    return Signal(
        f"reaction:{event.message_id}:{person}:{context.stamp()}",
        ADD,
        now,
        guild=event.guild_id,
        channel=event.channel_id,
        actor=person,
        target=event.message_author_id,
        data=data,
    )


def reaction_remove(context: Context, event: discord.RawReactionActionEvent) -> Signal | None:
    """Whose reaction is gone is the `target`: who took it away, they or a moderator, is not told."""
    if event.guild_id is None:
        return None
    return Signal(
        f"reaction:{event.message_id}:{event.user_id}:{context.stamp()}",
        REMOVE,
        context.clock(),
        guild=event.guild_id,
        channel=event.channel_id,
        target=event.user_id,
        data={"message": event.message_id, "emoji": _emoji(event.emoji)},
    )


def reaction_clear(
    context: Context, event: discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent
) -> Signal | None:
    """All reactions of a message are gone, or all with one emoji."""
    if event.guild_id is None:
        return None
    emoji = getattr(event, "emoji", None)
    return Signal(
        f"reactions:{event.message_id}:{context.stamp()}",
        CLEAR,
        context.clock(),
        guild=event.guild_id,
        channel=event.channel_id,
        data={"message": event.message_id} | ({} if emoji is None else {"emoji": _emoji(emoji)}),
    )


def _emoji(emoji: discord.PartialEmoji) -> str:
    """Unicode's own sign, or the id of a server's own one: its name is what people wrote."""
    return emoji.name if emoji.id is None else str(emoji.id)
