"""Who comes and goes, and what changes about them without the audit log."""

from __future__ import annotations

from typing import Any

from tests.bot.sensors.conftest import World

JOIN = "discord.member.join"
LEAVE = "discord.member.leave"
UPDATE = "discord.member.update"


def update(world: World, **fields: Any) -> None:
    """GUILD_MEMBER_UPDATE of the member, as the gateway sends it."""
    payload: dict[str, Any] = {
        "guild_id": str(world.guild.id),
        "user": {
            "id": str(world.member.id),
            "username": "bob",
            "discriminator": "0",
            "avatar": None,
            "global_name": "Bob",
        },
        "nick": None,
        "avatar": None,
        "roles": [str(world.plain_role.id)],
        "joined_at": "2026-01-01T00:00:00+00:00",
        "premium_since": None,
        "pending": False,
        "flags": 0,
        "communication_disabled_until": None,
    }
    payload["user"] |= fields.pop("user", {})
    world.feed("GUILD_MEMBER_UPDATE", payload | fields)


async def test_a_join_names_who_joined_and_how_old_the_account_is(world: World) -> None:
    user = world.env.create_user("new", global_name="Newcomer")
    await world.env.advance_time(12 * 3600)
    world.guild.add_member(user)
    await world.env.settle()
    signal = world.the(JOIN)
    assert signal.id == f"join:{world.guild.id}:{user.id}:{signal.time}"
    assert (signal.actor, signal.target) == (user.id, None)
    assert signal.data["account_age_days"] == 0.5
    assert signal.data["member_count"] == len(world.guild.member_ids())
    assert signal.text == {"actor_name": "Newcomer", "username": "new"}


async def test_a_leave_names_who_left_and_what_they_were(world: World) -> None:
    joined = world.client.clock()
    await world.env.advance_time(3600)
    world.guild.remove_member(world.mod)
    await world.env.settle()
    signal = world.the(LEAVE)
    assert signal.id == f"leave:{world.guild.id}:{world.mod.id}:{joined}"
    assert (signal.actor, signal.target, signal.time) == (None, world.mod.id, joined + 3_600_000)
    assert signal.data["was_staff"] is True
    assert signal.data["roles"] == [world.staff_role.id]
    assert signal.data["member_age_hours"] == 1.0


async def test_who_left_uncached_is_told_all_the_same(world: World) -> None:
    user = {"id": "99", "username": "gone", "discriminator": "0", "avatar": None, "global_name": None}
    world.feed("GUILD_MEMBER_REMOVE", {"guild_id": str(world.guild.id), "user": user})
    signal = world.the(LEAVE)
    assert (signal.target, signal.text) == (99, {"target_name": "gone", "username": "gone"})
    assert "was_staff" not in signal.data


async def test_two_members_who_leave_in_one_instant_are_two(world: World) -> None:
    for user in ("98", "99"):
        who = {"id": user, "username": "x", "discriminator": "0", "avatar": None, "global_name": None}
        world.feed("GUILD_MEMBER_REMOVE", {"guild_id": str(world.guild.id), "user": who})
    assert len({signal.id for signal in world.of(LEAVE)}) == 2


async def test_what_only_the_gateway_tells_is_an_update_without_actor(world: World) -> None:
    update(world, pending=True, avatar="abc")
    signal = world.the(UPDATE)
    assert (signal.actor, signal.target) == (None, world.member.id)
    assert signal.data == {"changed": ["avatar", "pending"], "pending": True, "has_avatar": True}


async def test_what_the_audit_log_tells_too_has_types_of_its_own(world: World) -> None:
    until = "2026-01-01T01:00:00+00:00"
    roles = [str(world.staff_role.id)]
    update(world, nick="Bobby", roles=roles, communication_disabled_until=until)
    assert [signal.type for signal in world.signals] == [
        "discord.gateway.member.update",
        "discord.gateway.member.timeout",
        "discord.gateway.member.roles",
    ]
    nick, timeout, changed = world.signals
    assert nick.text == {"nick_after": "Bobby"}
    assert timeout.data == {"seconds": 3600}
    assert changed.data["roles_added"] == [world.staff_role.id]
    assert changed.data["roles_removed"] == [world.plain_role.id]
    assert changed.data["dangerous"] == ["ban_members", "manage_messages"]
    assert changed.data["staff_granted"] is True


async def test_the_end_of_a_timeout_is_told_apart(world: World) -> None:
    update(world, communication_disabled_until="2026-01-01T01:00:00+00:00")
    update(world)
    assert world.the("discord.gateway.member.timeout_removed").target == world.member.id


async def test_an_update_of_nothing_that_is_watched_is_not_told(world: World) -> None:
    update(world)
    assert world.signals == []


async def test_many_updates_in_one_instant_are_all_told(world: World) -> None:
    for nick in ("a", "b", "c"):
        update(world, nick=nick)
    found = world.of("discord.gateway.member.update")
    assert [(signal.text or {})["nick_after"] for signal in found] == ["a", "b", "c"]
    assert len({signal.id for signal in found}) == 3


async def test_a_changed_account_is_told_in_each_of_its_guilds(world: World) -> None:
    other = world.env.create_guild("Other")
    other.add_member(world.env.create_user("else"))
    world.backend.add_member(other.id, world.member.id, announce=True)
    third = world.env.create_guild("Third")
    await world.env.settle()
    world.signals.clear()
    update(world, user={"username": "admin", "global_name": "Admin"})
    found = world.of(UPDATE)
    assert {signal.guild for signal in found} == {world.guild.id, other.id}
    assert third.id not in {signal.guild for signal in found}
    assert found[0].data == {"changed": ["global_name", "username"], "has_avatar": False}
    assert found[0].text == {"name_before": "Bob", "name_after": "Admin", "username": "admin"}
