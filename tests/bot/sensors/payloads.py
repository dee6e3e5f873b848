"""One payload of each gateway event that is sensed, as Discord sends it, for a `World`."""

from __future__ import annotations

from typing import Any

from tests.bot.sensors.conftest import World

NOW = "2026-01-01T00:00:00.000000+00:00"


def user(id_: int, name: str = "someone") -> dict[str, Any]:
    return {
        "id": str(id_),
        "username": name,
        "discriminator": "0",
        "avatar": None,
        "global_name": None,
        "bot": False,
    }


def member(**fields: Any) -> dict[str, Any]:
    plain = {"nick": None, "avatar": None, "roles": [], "joined_at": NOW, "premium_since": None}
    return plain | {"pending": False, "flags": 0, "communication_disabled_until": None} | fields


def message(world: World, id_: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(id_),
        "guild_id": str(world.guild.id),
        "channel_id": str(world.channel.id),
        "type": 0,
        "content": "hello",
        "author": user(world.member.id),
        "member": member(),
        "attachments": [],
        "embeds": [{"title": "t", "fields": [{"name": "n", "value": "v"}]}],
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "timestamp": NOW,
        "edited_timestamp": None,
        "sticker_items": [],
        "flags": 0,
    } | fields


def entry(world: World, id_: int, action: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(id_),
        "guild_id": str(world.guild.id),
        "action_type": action,
        "user_id": str(world.mod.id),
        "target_id": str(world.member.id),
        "reason": "why not",
        "changes": [{"key": "nick", "old_value": "a", "new_value": "b"}],
        "options": {
            "id": str(world.plain_role.id),
            "type": "0",
            "channel_id": str(world.channel.id),
            "count": "1",
        },
    } | fields


def all_of(world: World) -> list[tuple[str, dict[str, Any]]]:
    """Events and payloads; those that delete come last."""
    new = world.backend.snowflake
    guild = {"guild_id": str(world.guild.id)}
    channel = {
        "id": str(world.channel.id), "type": 0, "name": "general", "position": 3, "topic": "x", "nsfw": False,
        "permission_overwrites": [], "parent_id": None, "rate_limit_per_user": 0, **guild,
    }  # fmt: skip
    role = {
        "id": str(world.plain_role.id), "name": "Role", "permissions": "8", "position": 1, "color": 0,
        "hoist": False, "managed": False, "mentionable": False, "flags": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
    }  # fmt: skip
    first = new()
    bob = user(world.member.id, "bobby")
    return [
        ("MESSAGE_CREATE", message(world, first)),
        ("MESSAGE_UPDATE", message(world, first, edited_timestamp=NOW)),
        *(
            ("GUILD_AUDIT_LOG_ENTRY_CREATE", entry(world, new(), action))
            for action in (14, 22, 24, 25, 31, 50, 72)
        ),
        ("GUILD_MEMBER_ADD", {"user": user(new()), **member(), **guild}),
        ("GUILD_MEMBER_UPDATE", {"user": bob, **member(nick="B", avatar="a"), **guild}),
        ("GUILD_BAN_ADD", {"user": bob, **guild}),
        ("GUILD_BAN_REMOVE", {"user": bob, **guild}),
        ("CHANNEL_CREATE", channel | {"id": str(new())}),
        ("CHANNEL_UPDATE", channel),
        ("GUILD_ROLE_CREATE", {"role": role | {"id": str(new())}, **guild}),
        ("GUILD_ROLE_UPDATE", {"role": role, **guild}),
        ("MESSAGE_DELETE", {"id": str(first), "channel_id": str(world.channel.id), **guild}),
        ("MESSAGE_DELETE_BULK", {"ids": [str(new())], "channel_id": str(world.channel.id), **guild}),
        ("GUILD_MEMBER_REMOVE", {"user": bob, **guild}),
        ("GUILD_ROLE_DELETE", {"role_id": str(world.plain_role.id), **guild}),
        ("CHANNEL_DELETE", channel),
        ("GUILD_DELETE", {"id": str(world.guild.id)}),
    ]
