"""One payload of each gateway event that is sensed, as Discord sends it, for a `World`."""

from __future__ import annotations

from typing import Any

from tests.bot.sensors.conftest import World
from tests.bot.sensors.wire import change

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


def acts(world: World) -> list[tuple[int, str | None, dict[str, Any], dict[str, Any]]]:
    """Entries about what belongs to the server: action, target, changes (old, new), options."""
    role, channel = str(world.plain_role.id), str(world.channel.id)
    rule = {
        "name": (None, "r"),
        "enabled": (True, False),
        "exempt_roles": ([], [role]),
        "trigger_type": (1, 1),
    }
    words = ({"keyword_filter": ["a"]}, {"keyword_filter": []})
    return [
        (1, str(world.guild.id), {"verification_level": (3, 0), "owner_id": ("1", role)}, {}),
        (40, None, {"code": (None, "c"), "channel_id": (None, channel), "max_age": (None, 0)}, {}),
        (80, "7", {"type": (None, "twitch"), "name": (None, "n")}, {}),
        (83, "7", {"topic": (None, "t")}, {"channel_id": channel}),
        (100, "7", {"name": (None, "n"), "status": (1, 2), "location": (None, "https://x.example")}, {}),
        (110, "7", {"name": (None, "n"), "type": (None, 11), "locked": (False, True)}, {}),
        (121, "7", {"5": ({"id": "5", "type": 1, "permission": False}, None)}, {"application_id": "7"}),
        (140, "7", {**rule, "trigger_metadata": words}, {}),
    ]


def act(
    world: World, action: int, target: str | None, changes: dict[str, Any], options: dict[str, Any]
) -> dict[str, Any]:
    changed = [change(key, *values) for key, values in changes.items()]
    return entry(
        world,
        world.backend.snowflake(),
        action,
        target_id=target,
        changes=changed,
        options=options,
    )


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
        *(("GUILD_AUDIT_LOG_ENTRY_CREATE", act(world, *each)) for each in acts(world)),
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
