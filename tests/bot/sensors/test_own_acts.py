"""Acts of the bot's own account: ours where the outbox knows them, an alarm where it does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from discord import AuditLogAction as Act

from engine.bot.own_acts import LONGEST_REASON, OwnActs, tagged
from engine.errors import StoreError
from engine.signal import Signal
from engine.store.rows import OutboxRow, OutboxState
from tests.bot.sensors.conftest import World

EFFECT = "0123456789abcdef01234567"
BAN = "discord.member.ban"
ALARM = "discord.bot.unexplained"
LEAVES = {"discord.ban": {"ban"}, "discord.message": set[str]()}


def planned(world: World, **fields: Any) -> OutboxRow:
    """A ban of the member that the outbox has, sent."""
    row = {
        "id": EFFECT, "seq": 1, "signal": "s", "document": "d", "guild": world.guild.id,
        "action": "discord.ban",
        "body": {"target": str(world.member.id)}, "state": OutboxState.SENDING, **fields,
    }  # fmt: skip
    return OutboxRow(**row)


def own_ban(world: World, rows: list[OutboxRow], reason: str | None) -> list[Signal]:
    """What is sensed of a ban of the member by the bot's account."""
    assert world.client.user is not None
    by_id = {row.id: row for row in rows}
    world.client.context.explains = OwnActs(by_id.get, LEAVES)
    world.audit(Act.ban, world.member.id, user=world.client.user.id, reason=reason)
    return world.signals


@pytest.mark.parametrize("state", [each for each in OutboxState if each is not OutboxState.PENDING])
async def test_what_the_outbox_did_is_its_own(world: World, state: OutboxState) -> None:
    """Also while the answer to the call is still to come, and after a kill in the middle."""
    (ban,) = own_ban(world, [planned(world, state=state)], tagged("raid", EFFECT))
    assert (ban.type, ban.data["self"], ban.data["effect"]) == (BAN, True, EFFECT)
    assert "unexplained" not in ban.data


@pytest.mark.parametrize("reason", [None, "raid", f"raid [tocsin {EFFECT[:-1]}]", f"[tocsin {EFFECT}] raid"])
async def test_an_act_without_the_id_of_an_effect_is_an_alarm(world: World, reason: str | None) -> None:
    ban, alarm = own_ban(world, [planned(world)], reason)
    assert world.client.user is not None
    assert (ban.type, ban.data["unexplained"], ban.actor) == (BAN, True, world.client.user.id)
    assert "self" not in ban.data
    assert (alarm.type, alarm.data["act"]) == (ALARM, "ban")
    assert (alarm.actor, alarm.target) == (ban.actor, world.member.id)
    assert "self" not in alarm.data


@pytest.mark.parametrize(
    "fields",
    [
        {"guild": 1},
        {"guild": None},
        {"action": "discord.message"},
        {"action": "discord.unheard_of"},
        {"body": {"target": "1"}},
        {"body": {}},
        {"state": OutboxState.PENDING},
    ],
)
async def test_a_reason_that_was_copied_explains_nothing_else(world: World, fields: dict[str, Any]) -> None:
    told = own_ban(world, [planned(world, **fields)], tagged("raid", EFFECT))
    assert [each.type for each in told] == [BAN, ALARM]


async def test_an_effect_that_nobody_knows_is_an_alarm(world: World) -> None:
    assert [each.type for each in own_ban(world, [], tagged("raid", EFFECT))] == [BAN, ALARM]


async def test_one_of_many_whom_an_effect_names_is_enough(world: World) -> None:
    body = {"targets": ["1", str(world.member.id)]}
    (ban,) = own_ban(world, [planned(world, body=body)], tagged("raid", EFFECT))
    assert ban.data["self"] is True


async def test_the_same_entry_gives_the_same_alarm(world: World) -> None:
    own_ban(world, [], None)
    ban, alarm = (each.id for each in world.signals)
    assert world.client.user is not None
    world.signals.clear()
    world.audit(Act.ban, world.member.id, user=world.client.user.id, id_=int(ban.partition(":")[2]))
    assert [each.id for each in world.signals] == [ban, alarm]


async def test_acts_of_others_are_not_asked_about(world: World) -> None:
    def find(effect: str) -> OutboxRow | None:
        raise AssertionError(effect)

    world.client.context.explains = OwnActs(find, LEAVES)
    world.audit(Act.ban, world.member.id, reason=tagged("raid", EFFECT))
    assert {"self", "unexplained", "effect"}.isdisjoint(world.the(BAN).data)


async def test_a_store_that_cannot_be_read_raises_no_alarm(world: World) -> None:
    def find(effect: str) -> OutboxRow | None:
        raise StoreError("disk I/O error")

    assert world.client.user is not None
    world.client.context.explains = OwnActs(find, LEAVES)
    world.audit(Act.ban, world.member.id, user=world.client.user.id, reason=tagged("raid", EFFECT))
    assert world.the(BAN).data["self"] is True


async def test_the_role_that_discord_makes_for_a_bot_that_comes_is_none_of_its_acts(world: World) -> None:
    guild = world.client.get_guild(world.guild.id)
    assert guild is not None
    assert world.client.user is not None
    world.client.context.explains = OwnActs(dict[str, OutboxRow]().get, LEAVES)
    entry = world.backend.snowflake()
    guild.me.joined_at = world.env.now()
    world.audit(Act.role_create, 77, user=world.client.user.id, id_=entry)
    assert world.the("discord.role.create").data["self"] is True
    guild.me.joined_at -= timedelta(hours=1)
    world.audit(Act.role_create, 78, user=world.client.user.id, id_=entry + 1)
    assert [each.type for each in world.signals[1:]] == ["discord.role.create", ALARM]


def test_a_reason_is_never_longer_than_discord_takes() -> None:
    assert len(tagged("x" * 2000, EFFECT)) == LONGEST_REASON
    assert tagged("x" * 2000, EFFECT).endswith(f"[tocsin {EFFECT}]")


async def test_the_operator_of_several_servers_is_told_where_and_not_against_whom(world: World) -> None:
    world.env.create_guild("Elsewhere")
    await world.env.settle()
    _, alarm, for_operator = own_ban(world, [], None)
    assert (alarm.guild, alarm.target) == (world.guild.id, world.member.id)
    assert (for_operator.type, for_operator.guild, for_operator.target) == (ALARM, None, None)
    assert for_operator.data["in_guild"] == world.guild.id
    assert for_operator.text is None


async def test_what_automod_does_is_nobodys_act(world: World) -> None:
    assert world.client.user is not None
    world.client.context.explains = OwnActs(dict[str, OutboxRow]().get, LEAVES)
    options = {
        "auto_moderation_rule_name": "r",
        "auto_moderation_rule_trigger_type": "1",
        "channel_id": str(world.channel.id),
    }
    world.audit(Act.automod_block_message, world.member.id, user=world.client.user.id, options=options)
    assert [each.type for each in world.signals] == ["discord.automod.block"]
