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


def thread(world: World, id_: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(id_), "guild_id": str(world.guild.id), "parent_id": str(world.channel.id), "type": 11,
        "name": "birds", "owner_id": str(world.member.id), "message_count": 0, "member_count": 1,
        "newly_created": True, "last_message_id": None,
        "thread_metadata": {
            "archived": False, "auto_archive_duration": 60, "archive_timestamp": NOW, "locked": False,
        },
    } | fields  # fmt: skip


def invite(world: World, **fields: Any) -> dict[str, Any]:
    return {
        "channel_id": str(world.channel.id), "guild_id": str(world.guild.id), "code": "abc",
        "created_at": NOW,
        "inviter": user(world.member.id), "max_age": 0, "max_uses": 0, "temporary": False, "uses": 0,
    } | fields  # fmt: skip


def integration(world: World, **fields: Any) -> dict[str, Any]:
    return {
        "id": "71", "name": "Helper", "type": "discord", "enabled": True, "guild_id": str(world.guild.id),
        "account": {"id": "71", "name": "Helper"},
        "application": {"id": "72", "name": "Helper", "icon": None, "description": "", "summary": ""},
    } | fields  # fmt: skip


def planned(world: World, **fields: Any) -> dict[str, Any]:
    return {
        "id": "73", "guild_id": str(world.guild.id), "channel_id": None, "creator_id": str(world.member.id),
        "name": "Walk", "description": "see https://x.example", "scheduled_start_time": NOW,
        "scheduled_end_time": NOW, "privacy_level": 2, "status": 1, "entity_type": 3, "entity_id": None,
        "entity_metadata": {"location": "the lake"}, "user_count": 0, "image": None,
    } | fields  # fmt: skip


def voice(world: World, channel: int | None, **fields: Any) -> dict[str, Any]:
    return {
        "guild_id": str(world.guild.id), "user_id": str(world.member.id), "session_id": "s",
        "channel_id": None if channel is None else str(channel), "deaf": False, "mute": False,
        "self_deaf": False,
        "self_mute": False, "self_video": False, "suppress": False, "request_to_speak_timestamp": None,
        "member": {"user": user(world.member.id), **member(), "deaf": False, "mute": False},
    } | fields  # fmt: skip


def reaction(world: World, **fields: Any) -> dict[str, Any]:
    return {
        "guild_id": str(world.guild.id), "channel_id": str(world.channel.id), "message_id": "74",
        "user_id": str(world.member.id), "emoji": {"id": None, "name": "\U0001f426"}, "burst": False,
        "type": 0,
        "message_author_id": str(world.mod.id), "member": {"user": user(world.member.id), **member()},
    } | fields  # fmt: skip


def stopped(world: World, **fields: Any) -> dict[str, Any]:
    return {
        "guild_id": str(world.guild.id), "action": {"type": 1, "metadata": {}}, "rule_id": "75",
        "rule_trigger_type": 1, "user_id": str(world.member.id), "channel_id": str(world.channel.id),
        "content": "free nitro", "matched_keyword": "nitro*", "matched_content": "nitro",
    } | fields  # fmt: skip


def emoji(id_: int, name: str) -> dict[str, Any]:
    return {
        "id": str(id_), "name": name, "roles": [], "require_colons": True, "managed": False,
        "animated": False, "available": True,
    }  # fmt: skip


def sticker(world: World, id_: int, name: str) -> dict[str, Any]:
    return {
        "id": str(id_), "name": name, "description": "", "tags": "x", "type": 2, "format_type": 1,
        "available": True, "guild_id": str(world.guild.id),
    }  # fmt: skip


def of_server(world: World) -> list[tuple[str, dict[str, Any]]]:
    """Events about what belongs to the server, in the order in which it comes and goes."""
    guild, begun = {"guild_id": str(world.guild.id)}, world.backend.snowflake()
    place = {"channel_id": str(world.channel.id), "message_id": "74"}
    return [
        ("THREAD_CREATE", thread(world, begun)),
        ("THREAD_UPDATE", thread(world, begun, name="bats")),
        ("THREAD_DELETE", {"id": str(begun), "parent_id": str(world.channel.id), "type": 11, **guild}),
        ("MESSAGE_REACTION_ADD", reaction(world)),
        ("MESSAGE_REACTION_REMOVE", reaction(world)),
        ("MESSAGE_REACTION_REMOVE_ALL", {**place, **guild}),
        ("MESSAGE_REACTION_REMOVE_EMOJI", {**place, "emoji": {"id": "5", "name": "x"}, **guild}),
        ("VOICE_STATE_UPDATE", voice(world, world.voice.id)),
        ("VOICE_STATE_UPDATE", voice(world, world.stage.id, mute=True)),
        ("VOICE_STATE_UPDATE", voice(world, None)),
        ("INVITE_CREATE", invite(world)),
        ("INVITE_DELETE", {"channel_id": str(world.channel.id), "code": "abc", **guild}),
        ("WEBHOOKS_UPDATE", {"channel_id": str(world.channel.id), **guild}),
        ("INTEGRATION_CREATE", integration(world)),
        ("INTEGRATION_UPDATE", integration(world)),
        ("INTEGRATION_DELETE", {"id": "71", "application_id": "72", **guild}),
        ("AUTO_MODERATION_ACTION_EXECUTION", stopped(world)),
        ("GUILD_EMOJIS_UPDATE", {"emojis": [emoji(76, "wave")], **guild}),
        ("GUILD_STICKERS_UPDATE", {"stickers": [sticker(world, 77, "wave")], **guild}),
        ("GUILD_SCHEDULED_EVENT_CREATE", planned(world)),
        ("GUILD_SCHEDULED_EVENT_UPDATE", planned(world, status=2)),
        ("GUILD_SCHEDULED_EVENT_DELETE", planned(world)),
    ]


def guild_that_the_bot_joins(world: World) -> dict[str, Any]:
    """Whole, and without a word of `unavailable`: by that it is told from one that is there again."""
    assert world.client.user is not None
    everyone = {
        "id": "900", "name": "@everyone", "permissions": "0", "position": 0, "color": 0, "hoist": False,
        "managed": False, "mentionable": False,
    }  # fmt: skip
    own = {"user": user(world.client.user.id), **member()}
    return {
        "id": "900", "name": "Chess Club", "owner_id": "901", "roles": [everyone], "members": [own],
        "channels": [], "emojis": [], "stickers": [], "features": [], "member_count": 1, "threads": [],
        "voice_states": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [],
    }  # fmt: skip


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
    whole = {
        "id": str(world.guild.id),
        "name": "The Guild",
        "owner_id": str(world.mod.id),
        "verification_level": 3,
    }
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
        *of_server(world),
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
        ("GUILD_UPDATE", whole),
        ("GUILD_UPDATE", whole | {"name": "Theirs", "verification_level": 0}),
        ("GUILD_DELETE", {"id": str(world.guild.id)}),
        ("GUILD_CREATE", guild_that_the_bot_joins(world)),
    ]
