"""What people do in the fake's guilds: each changes what REST tells, and is dispatched as Discord would."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from tests.support.loopback.payloads import (
    BOT,
    CHANNEL,
    GUILD,
    LONG_AGO,
    OWNER,
    Payload,
    entry,
    made_ms,
    member,
    message,
    sent,
    user,
)

if TYPE_CHECKING:
    from tests.support.loopback.places import Place

BAN = 22
ROLE_UPDATE = 31


class _Discord(Protocol):
    def snowflake(self, at: int | None = None) -> int: ...
    def place(self, id_: int) -> Place: ...
    async def dispatch(self, event: str, data: Any) -> None: ...
    async def tell(self, guild: int, event: str, data: Any) -> None: ...


class Happenings:
    """Times are in milliseconds; without one it happens now. Returns the id by which it is known."""

    async def tell(self: _Discord, guild: int, event: str, data: Any) -> None:
        """What happens in a guild that is out of reach is told to nobody."""
        if self.place(guild).available:
            await self.dispatch(event, data)

    async def record(
        self: _Discord, action: int, actor: int, target: int, *, guild: int = GUILD, at: int | None = None,
        **fields: Any,
    ) -> int:  # fmt: skip
        """An entry of the audit log."""
        made = entry(self.snowflake(at), action, actor, target, **fields)
        self.place(guild).audit.append(made)
        await self.tell(guild, "GUILD_AUDIT_LOG_ENTRY_CREATE", {**made, "guild_id": str(guild)})
        return int(made["id"])

    async def ban(
        self: Any, actor: int, target: int | None = None, *, guild: int = GUILD, at: int | None = None
    ) -> int:
        """A moderator bans somebody: told twice, as Discord does."""
        target = self.snowflake(at) if target is None else target
        place, banned = self.place(guild), user(target, "banned")
        place.bans[target] = {"user": banned, "reason": None}
        place.remove_member(target)
        await self.tell(guild, "GUILD_BAN_ADD", {"guild_id": str(guild), "user": banned})
        return int(await self.record(BAN, actor, target, guild=guild, at=at))

    async def write(
        self: _Discord, content: str, *, author: Payload = OWNER, channel: int = CHANNEL, guild: int = GUILD,
        at: int | None = None,
    ) -> int:  # fmt: skip
        """A message."""
        made = message(self.snowflake(at), content, author=author, channel_id=channel)
        self.place(guild).messages.setdefault(channel, []).append(made)
        where = self.place(guild).channel(channel)
        if where is not None:
            where["last_message_id"] = made["id"]
        await self.tell(guild, "MESSAGE_CREATE", sent(made, guild))
        return int(made["id"])

    async def types(self: Any, command: str, *, by: Payload = OWNER, guild: int = GUILD) -> int:
        """Somebody uses a command without options; returns the interaction's id."""
        return int(await self.interact(2, {"id": "1", "name": command, "type": 1}, by=by, guild=guild))

    async def clicks(self: Any, custom_id: str, *, by: Payload = OWNER, guild: int = GUILD) -> int:
        """Somebody presses a button under a message of the bot's; returns the interaction's id."""
        button = {"type": 2, "id": 2, "style": 2, "label": "x", "custom_id": custom_id}
        under = message(self.snowflake(), "an alert", author=BOT)
        under["components"] = [{"type": 1, "id": 1, "components": [button]}]
        said = {"component_type": 2, "custom_id": custom_id}
        return int(await self.interact(3, said, by=by, guild=guild, message=under))

    async def interact(
        self: _Discord, type_: int, data: Payload, *, by: Payload, guild: int, **fields: Any
    ) -> int:
        """Somebody uses something."""
        id_ = self.snowflake()
        await self.dispatch("INTERACTION_CREATE", {
            "id": str(id_), "application_id": "100", "type": type_, "token": f"token-{id_}", "version": 1,
            "data": data, "guild_id": str(guild),
            "channel_id": str(CHANNEL), "channel": {"id": str(CHANNEL), "type": 0},
            "member": {**member(by, joined=LONG_AGO), "permissions": "8"}, "locale": "en-US",
            "guild_locale": "en-US", "entitlements": [], "app_permissions": "8", "context": 0,
            "authorizing_integration_owners": {}, "attachment_size_limit": 1, **fields,
        })  # fmt: skip
        return id_

    async def join(self: _Discord, id_: int, *, guild: int = GUILD, at: int | None = None) -> None:
        """Someone becomes a member."""
        place = self.place(guild)
        joined = datetime.fromtimestamp(made_ms(self.snowflake(at)) / 1000, UTC).isoformat()
        new = member(user(id_, f"user{id_}"), joined=joined)
        place.guild["members"].append(new)
        place.guild["member_count"] += 1
        await self.tell(guild, "GUILD_MEMBER_ADD", {**new, "guild_id": str(guild)})

    async def leave(self: _Discord, id_: int, *, guild: int = GUILD) -> None:
        """Someone is a member no longer."""
        place = self.place(guild)
        gone = place.person(id_)
        assert gone is not None
        place.remove_member(id_)
        await self.tell(guild, "GUILD_MEMBER_REMOVE", {"guild_id": str(guild), "user": gone["user"]})

    async def change_role(self: Any, actor: int, id_: int, *, guild: int = GUILD, **fields: Any) -> int:
        """A role is changed: told twice."""
        role = self.place(guild).role(id_)
        changes = [{"key": key, "old_value": role[key], "new_value": value} for key, value in fields.items()]
        role |= fields
        await self.tell(guild, "GUILD_ROLE_UPDATE", {"guild_id": str(guild), "role": role})
        return int(await self.record(ROLE_UPDATE, actor, id_, guild=guild, changes=changes))

    async def go_away(self: _Discord, guild: int = GUILD) -> None:
        """A guild becomes unavailable."""
        self.place(guild).available = False
        await self.dispatch("GUILD_DELETE", {"id": str(guild), "unavailable": True})

    async def come_back(self: _Discord, guild: int = GUILD) -> None:
        """It is there again."""
        place = self.place(guild)
        place.available = True
        await self.dispatch("GUILD_CREATE", place.guild)
