"""Since when someone is staff: what the sensors tell, and what the engine's fold of facts makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from discord import AuditLogAction, Permissions

from engine.bot.permissions import DANGEROUS, STAFF, names
from engine.catalogue import Catalogue
from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.facts import MEMBERS, Members
from engine.runtime.program import Program
from engine.signal import Signal
from tests.bot.sensors.conftest import World

HOUR = 3600


def core() -> Core:
    program = Program(Rulebook(()), {}, Catalogue.load(), builtin=[(Members(), MEMBERS)])
    return Core(program, lambda _: program)


def change(
    world: World, member: int, *, add: list[int] | None = None, remove: list[int] | None = None
) -> Signal:
    """The audit entry of a change of roles."""
    changes: dict[str, tuple[Any, Any]] = {}
    for key, roles in (("$add", add), ("$remove", remove)):
        if roles:
            changes[key] = (None, [{"id": str(role), "name": "a role"} for role in roles])
    world.audit(AuditLogAction.member_role_update, member, changes=changes)
    return world.of("discord.member.roles")[-1]


def staff(signal: Signal) -> tuple[bool, bool]:
    return bool(signal.data.get("staff_granted")), bool(signal.data.get("staff_removed"))


async def test_a_first_staff_role_makes_staff(world: World) -> None:
    assert staff(change(world, world.member.id, add=[world.staff_role.id])) == (True, False)


async def test_a_plain_role_does_not(world: World) -> None:
    assert staff(change(world, world.member.id, add=[world.plain_role.id])) == (False, False)


async def test_a_second_staff_role_changes_nothing(world: World) -> None:
    other = world.guild.create_role("Admin", permissions=Permissions(administrator=True))
    assert staff(change(world, world.mod.id, add=[other.id])) == (False, False)


async def test_one_staff_role_for_another_changes_nothing(world: World) -> None:
    other = world.guild.create_role("Admin", permissions=Permissions(administrator=True))
    swapped = change(world, world.mod.id, add=[other.id], remove=[world.staff_role.id])
    assert staff(swapped) == (False, False)


async def test_the_last_staff_role_ends_it(world: World) -> None:
    assert staff(change(world, world.mod.id, remove=[world.staff_role.id])) == (False, True)


async def test_one_of_two_staff_roles_does_not(world: World) -> None:
    other = world.guild.create_role("Admin", permissions=Permissions(administrator=True))
    world.backend.add_member_role(world.guild.id, world.mod.id, other.id)
    assert staff(change(world, world.mod.id, remove=[world.staff_role.id])) == (False, False)


@pytest.mark.parametrize("first", ["gateway", "audit"])
async def test_it_does_not_matter_which_of_the_two_sources_comes_first(world: World, first: str) -> None:
    def gateway() -> None:
        world.backend.add_member_role(world.guild.id, world.member.id, world.staff_role.id)

    if first == "gateway":
        gateway()
    told = change(world, world.member.id, add=[world.staff_role.id])
    if first == "audit":
        gateway()
    assert staff(told) == (True, False)
    assert staff(world.the("discord.gateway.member.roles")) == (True, False)


async def test_someone_who_is_not_cached_is_believed_to_have_no_other_role(world: World) -> None:
    assert staff(change(world, 99, add=[world.staff_role.id])) == (True, False)
    assert staff(change(world, 99, remove=[world.staff_role.id])) == (False, True)


async def test_who_was_made_staff_has_hours_of_it_until_they_leave(world: World) -> None:
    engine = core()

    def ban() -> Signal:
        world.audit(AuditLogAction.ban, world.mod.id, user=world.member.id)
        return world.of("discord.member.ban")[-1]

    def take(signal: Signal) -> Any:
        engine.take(signal, world.client.clock())
        return signal.data.get("actor_staff_hours")

    assert take(ban()) is None
    take(change(world, world.member.id, add=[world.staff_role.id]))
    await world.env.advance_time(3 * HOUR)
    assert take(ban()) == 3.0
    world.guild.remove_member(world.member)
    await world.env.settle()
    take(world.the("discord.member.leave"))
    assert take(ban()) is None


async def test_a_role_that_only_the_gateway_tells_of_makes_staff_too(world: World) -> None:
    """The role that comes with a bot is in no entry of the audit log."""
    engine = core()
    bot = world.guild.add_member(world.env.create_user("nuker", bot=True))
    world.backend.add_member_role(world.guild.id, bot.id, world.staff_role.id)
    engine.take(world.the("discord.gateway.member.roles"), world.client.clock())
    await world.env.advance_time(HOUR)
    world.audit(AuditLogAction.ban, world.mod.id, user=bot.id)
    ban = world.the("discord.member.ban")
    engine.take(ban, world.client.clock())
    assert ban.data["actor_staff_hours"] == 1.0


def test_every_named_permission_is_one_of_discords() -> None:
    known = set(names(Permissions.all().value))
    assert known >= DANGEROUS >= STAFF


def test_permissions_are_named_as_discord_names_them() -> None:
    assert names(Permissions(view_channel=True, send_messages=True).value) == [
        "view_channel",
        "send_messages",
    ]
    assert names(0) == []
