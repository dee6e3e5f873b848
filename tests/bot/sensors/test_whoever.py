"""Of every event: what people wrote stands apart, nobody is guessed, a back-fill gives the same signals."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from engine.bot.sensors import sense
from tests.bot.sensors.conftest import World
from tests.bot.sensors.payloads import acts, all_of, entry, user
from tests.bot.sensors.test_coverage import OPTIONS
from tests.bot.sensors.wire import TARGETLESS

SECRET = "Xyzzy"
WRITTEN = frozenset(
    {
        "content", "description", "filename", "global_name", "location", "matched_content", "matched_keyword",
        "name", "nick", "reason", "title", "topic", "username", "value",
    }
)  # fmt: skip
"""The keys under which Discord sends what people wrote."""


def written(payload: Any, key: str = "") -> Any:
    """The payload with one word in all that people wrote."""
    if isinstance(payload, dict):
        if payload.get("key") in WRITTEN:  # a change in the audit log
            return payload | dict.fromkeys({"old_value", "new_value"} & payload.keys(), SECRET)
        return {name: written(value, name) for name, value in payload.items()}
    if isinstance(payload, list):
        return [written(value, key) for value in payload]
    return SECRET if key in WRITTEN and isinstance(payload, str) else payload


async def test_what_people_wrote_stands_apart_in_every_signal(world: World) -> None:
    for event, payload in all_of(world):
        if "emoji" not in payload:  # a sign of Unicode is called by its name
            world.feed(event, written(payload))
    assert len({signal.type for signal in world.signals}) > 50
    for signal in world.signals:
        assert SECRET not in repr(signal.data), signal.type
        assert SECRET not in signal.id, signal.type
    assert sum(SECRET in repr(signal.text) for signal in world.signals) > 35


@pytest.mark.parametrize("action", list(discord.AuditLogAction), ids=lambda action: action.name)
async def test_an_entry_without_a_person_has_no_actor(world: World, action: discord.AuditLogAction) -> None:
    """Neither the target nor the last one who did something takes the blame; least of all the bot."""
    world.client.context.own_id = None
    target = None if action in TARGETLESS else str(world.member.id)
    payload = entry(world, world.backend.snowflake(), action.value, user_id=None, target_id=target)
    world.feed("GUILD_AUDIT_LOG_ENTRY_CREATE", payload | {"changes": [], "options": OPTIONS.get(action, {})})
    (signal,) = world.signals
    assert signal.actor is None
    assert {"self", "unexplained", "actor_is_bot"}.isdisjoint(signal.data)


async def test_a_fetched_entry_is_the_same_signal_as_the_live_one(world: World) -> None:
    """Of what only changed in part a back-fill may know more: never less, and always the same id."""
    guild = world.client.get_guild(world.guild.id)
    assert guild is not None
    for action, target, changes, options in acts(world):
        world.audit(action, target and int(target), changes=changes, options=options)
    world.audit(discord.AuditLogAction.kick, world.member.id, reason="spam")
    live = list(world.signals)
    payloads = [args[0] for name, args in world.client.events if name == "audit_log_entry_create"]
    assert len(live) == len(payloads) == len(acts(world)) + 1
    for signal, seen in zip(live, payloads, strict=True):
        people = {int(person["id"]): person for person in (user(world.mod.id), user(world.member.id))}
        state = guild._state
        fetched = discord.AuditLogEntry(
            users={id_: discord.User(state=state, data=data) for id_, data in people.items()},  # type: ignore[arg-type]
            integrations={}, app_commands={}, automod_rules={}, webhooks={}, guild=guild,
            data=world.backend_entry(seen.id),
        )  # fmt: skip
        (again,) = sense("audit_log_entry_create", (fetched,), world.client.context)
        assert again == signal


@pytest.mark.parametrize("action", list(discord.AuditLogAction), ids=lambda action: action.name)
async def test_an_entry_without_target_and_changes_is_told(
    world: World, action: discord.AuditLogAction
) -> None:
    payload = entry(world, world.backend.snowflake(), action.value)
    for part in ("target_id", "changes", "reason"):
        del payload[part]
    world.feed("GUILD_AUDIT_LOG_ENTRY_CREATE", payload | {"options": OPTIONS.get(action, {})})
    (signal,) = world.signals
    assert signal.type.startswith("discord.")
    assert signal.actor == world.mod.id
    assert signal.target is None or action.name.startswith("overwrite_")  # that stands in the options
