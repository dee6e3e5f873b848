"""Payloads as Discord sends them: people, guilds, channels, roles, messages, entries of the audit log."""

from __future__ import annotations

import time
from typing import Any, Final

BOT: Final = {"id": "100", "username": "Tocsin", "discriminator": "0", "avatar": None, "bot": True}
OWNER: Final = {"id": "200", "username": "ana", "discriminator": "0", "avatar": None}
GUILD: Final = 300
CHANNEL: Final = 400
EPOCH: Final = 1_420_070_400_000
"""Milliseconds since 1970 at which Discord's ids begin to count."""
LONG_AGO: Final = "2026-01-01T00:00:00+00:00"

Payload = dict[str, Any]


def now_ms() -> int:
    """The time, in milliseconds since 1970; not by the clock that the bot reads, which tests set wrong."""
    return int(time.time() * 1000)


def made_ms(snowflake: int | str) -> int:
    """When an id was made, in milliseconds since 1970."""
    return (int(snowflake) >> 22) + EPOCH


def user(id_: int | str, name: str = "someone", *, bot: bool = False) -> Payload:
    """A user, who is nobody in particular."""
    return {"id": str(id_), "username": name, "discriminator": "0", "avatar": None, "bot": bot}


def member(of: Payload, *, joined: str | None = None, roles: tuple[str, ...] = ()) -> Payload:
    """A user as a member of a guild."""
    return {"user": of, "roles": list(roles), "joined_at": joined, "flags": 0}


def role(id_: int, name: str, permissions: int = 0, position: int = 1) -> Payload:
    """A role; that of everyone bears the guild's id."""
    return {
        "id": str(id_), "name": name, "permissions": str(permissions), "position": position, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}, "hoist": False,
        "managed": False, "mentionable": False, "flags": 0,
    }  # fmt: skip


def channel(id_: int, name: str, position: int = 0) -> Payload:
    """A text channel without overwrites."""
    return {"id": str(id_), "type": 0, "name": name, "position": position, "permission_overwrites": []}


def guild(id_: int = GUILD, channel_id: int = CHANNEL) -> Payload:
    """A guild with one channel, the bot and its owner; everyone may do everything."""
    return {
        "id": str(id_), "name": "Nature Club", "owner_id": OWNER["id"],
        "roles": [role(id_, "@everyone", 8, 0)], "channels": [channel(channel_id, "general")],
        "members": [member(BOT), member(OWNER)], "member_count": 2,
        "emojis": [], "stickers": [], "threads": [], "features": [], "presences": [], "voice_states": [],
        "stage_instances": [], "guild_scheduled_events": [],
        "soundboard_sounds": [], "verification_level": 0, "preferred_locale": "en-US", "large": False,
        "afk_timeout": 0, "nsfw_level": 0, "premium_tier": 0, "mfa_level": 0, "unavailable": False,
        "default_message_notifications": 0, "explicit_content_filter": 0, "system_channel_flags": 0,
    }  # fmt: skip


def message(id_: int, content: str, *, author: Payload = OWNER, channel_id: int = CHANNEL) -> Payload:
    """A message as its history holds it, without its guild."""
    return {
        "id": str(id_), "channel_id": str(channel_id), "author": author,
        "content": content, "timestamp": LONG_AGO, "edited_timestamp": None, "tts": False, "type": 0,
        "flags": 0, "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [],
        "embeds": [], "pinned": False,
    }  # fmt: skip


def sent(message_: Payload, guild_id: int = GUILD) -> Payload:
    """The same as the gateway tells it."""
    beside = {"roles": [], "joined_at": None, "flags": 0}
    return {**message_, "guild_id": str(guild_id), "member": beside}


def entry(id_: int, action: int, actor: int | str, target: int | str, **fields: Any) -> Payload:
    """An entry of the audit log, without its guild. `action` is Discord's number of it."""
    return {
        "id": str(id_), "action_type": action, "user_id": str(actor), "target_id": str(target),
        "reason": None, "changes": [], **fields,
    }  # fmt: skip
