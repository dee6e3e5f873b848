"""What each signal needs of Discord, as the catalogue says: without an intent its signals are missing."""

from __future__ import annotations

import discord
import pytest
import simcord

from engine.bot.intents import wanted as intents
from engine.catalogue import Catalogue
from tests.bot.sensors.conftest import Client, World
from tests.bot.sensors.payloads import all_of

WANTED = [name for name, is_wanted in intents() if is_wanted]
PRIVILEGED = {"members", "message_content"}
CONTENT = "message_content"


async def sensed(without: str | None = None) -> World:
    """All events, to a client that does not ask for one intent."""
    asked = intents()
    if without is not None:
        setattr(asked, without, False)
    client = Client(asked)
    client.env = env = simcord.Env(client)
    await env.start()
    world = World(env, client)
    await env.settle()
    client.signals.clear()
    for event, payload in all_of(world):
        world.feed(event, payload)
    await env.shutdown()
    return world


@pytest.mark.parametrize("intent", [name for name in WANTED if name not in {"guilds", CONTENT}])
async def test_without_an_intent_its_signals_are_missing(catalogue: Catalogue, intent: str) -> None:
    """Without `guilds` the bot knows no server at all."""
    whole, less = await sensed(), await sensed(intent)
    missing = {each.type for each in whole.signals} - {each.type for each in less.signals}
    alone = {each.type for each in whole.signals if catalogue.types[each.type].intents == (intent,)}
    assert alone
    assert missing == alone


async def test_without_the_content_of_messages_its_fields_are_empty(catalogue: Catalogue) -> None:
    whole, less = await sensed(), await sensed(CONTENT)
    (full,), (bare,) = whole.of("discord.message.create"), less.of("discord.message.create")
    kind = catalogue.types[full.type].fields
    had, has = (each.data | (each.text or {}) for each in (full, bare))
    lost = {name for name in had if had[name] != has.get(name) and had[name] and not has.get(name)}
    lost -= {"message", "actor_name"}
    assert lost
    assert {name for name in lost if kind[name].intent != CONTENT} == set()


def test_the_bot_asks_for_what_the_signals_need_and_for_nothing_else(catalogue: Catalogue) -> None:
    needed = {intent for kind in catalogue.types.values() for intent in kind.intents}
    needed |= {field.intent for kind in catalogue.types.values() for field in kind.fields.values()} - {""}
    assert {name for name in needed if getattr(intents(), name)} == needed
    asked = discord.Intents.none()
    for name in needed:
        setattr(asked, name, True)
    assert asked == intents()


def test_no_further_privileged_intent_is_asked_for() -> None:
    privileged = {name for name in ("members", "presences", CONTENT) if getattr(intents(), name)}
    assert privileged == PRIVILEGED


def test_every_signal_of_discord_says_what_it_needs(catalogue: Catalogue) -> None:
    for name, kind in catalogue.types.items():
        assert bool(kind.intents) is name.startswith("discord."), name
        assert not kind.permission or kind.permission in discord.Permissions.VALID_FLAGS
