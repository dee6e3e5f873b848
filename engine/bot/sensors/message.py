"""A message: what it says and carries, who wrote it. The hot path: every message of every guild comes here.

Ages come from snowflakes, by integers; what most messages do not have is looked at only when it is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.disguise import disguise
from engine.bot.sensors.staff import staff_roles
from engine.instants import DISCORD_EPOCH
from engine.signal import Signal

CREATE: Final = "discord.message.create"
_CENTIDAY_MS: Final = 864_000
_CENTIHOUR_MS: Final = 36_000
_WRITTEN: Final = (discord.MessageType.default, discord.MessageType.reply)
_REPLY: Final = discord.MessageType.reply


def message(context: Context, sent: discord.Message) -> Signal | None:
    """A new message in a guild; None for a direct message."""
    signal = describe(context, sent, CREATE, f"message:{sent.id}")
    if signal is None or signal.guild is None or signal.channel is None or signal.actor is None:
        return None
    if not sent.author.bot or sent.webhook_id is not None:
        made = signal.time
        stands_out = context.lately.note(signal.guild, signal.actor, signal.channel, sent.content, made)
        if stands_out:
            signal.data |= stands_out
    return signal


def describe(context: Context, message: discord.Message, type_: str, id_: str) -> Signal | None:
    """The message as it is now, under a type and id; None outside guilds. `time` is when it was sent."""
    channel = message.channel
    guild = message.guild
    guild_id: int | None = guild.id if guild is not None else getattr(channel, "guild_id", None)
    if guild_id is None:
        return None
    author = message.author
    author_id = author.id
    made = (message.id >> 22) + DISCORD_EPOCH
    content = message.content
    kind = message.type
    is_webhook = message.webhook_id is not None
    data: dict[str, Any] = {
        "message": message.id,
        "length": len(content),
        "links": content.count("://"),
        "mentions": len(message.mentions),
        "role_mentions": len(message.role_mentions),
        "mention_everyone": message.mention_everyone,
        "attachments": len(message.attachments),
        "embeds": len(message.embeds),
        "is_reply": kind is _REPLY,
        "is_bot": author.bot or is_webhook,
        "is_system": kind not in _WRITTEN,
        "webhook": is_webhook,
        "account_age_days": (made - DISCORD_EPOCH - (author_id >> 22)) // _CENTIDAY_MS / 100,
    }
    _tell_author(context, guild, author, made, data)
    if "](" in content or not content.isascii():  # a call less for most messages
        data |= disguise(content)
    text: dict[str, Any] = {"content": content, "actor_name": author.display_name}
    channel_name = getattr(channel, "name", None)
    if channel_name is not None:
        text["channel_name"] = channel_name
    if message.attachments:
        text["attachment_names"] = [each.filename for each in message.attachments]
    if message.embeds:
        text["embed_text"] = embed_text(message.embeds)
    if message.stickers:
        data["stickers"] = len(message.stickers)
    if message.message_snapshots:
        data["is_forward"] = True
        text["forwarded_content"] = "\n".join(each.content for each in message.message_snapshots)
    return Signal(id_, type_, made, guild=guild_id, channel=channel.id, actor=author_id, data=data, text=text)


def _tell_author(
    context: Context, guild: discord.Guild | None, author: Any, made: int, data: dict[str, Any]
) -> None:
    """How long they have been a member, their roles, and whether these make staff."""
    joined_at = getattr(author, "joined_at", None)
    if joined_at is not None:
        data["member_age_hours"] = int(made - joined_at.timestamp() * 1000) // _CENTIHOUR_MS / 100
    roles = getattr(author, "_roles", None)  # `roles` looks each of them up and sorts them
    if roles:
        data["actor_roles"] = list(roles)
    if guild is not None:
        owns = guild.owner_id == author.id
        if owns:
            data["actor_is_owner"] = True
        if owns or (roles and not staff_roles(context, guild).isdisjoint(roles)):
            data["actor_is_staff"] = True
    if author.id == context.own_id:
        data["self"] = True


def embed_text(embeds: Iterable[discord.Embed]) -> str:
    """All that embeds say, a line for each part; links among them."""
    parts: list[str | None] = []
    for embed in embeds:
        parts += (embed.author.name, embed.author.url, embed.title, embed.url, embed.description)
        for field in embed.fields:
            parts += (field.name, field.value)
        parts.append(embed.footer.text)
    return "\n".join(part for part in parts if part)
