"""Payloads with a part that is missing or of another type, in every place."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator
from typing import Any

import msgspec
import simcord

from engine.bot.sensors import SENSORS
from tests.bot.sensors.conftest import Client, World
from tests.bot.sensors.payloads import all_of

WRONG: tuple[Any, ...] = (None, True, 7, -1, "", "x" * 5000, [], [None], {}, {"id": None}, 1.5)


def broken(payload: Any) -> Iterator[Any]:
    """The payload with each of its parts in turn left out, and replaced by each wrong value."""
    for key in list(payload if isinstance(payload, dict) else range(len(payload))):
        without = copy.copy(payload)
        del without[key]
        yield without
        parts = list(WRONG)
        if isinstance(payload[key], dict | list):
            parts += broken(payload[key])
        for part in parts:
            changed = copy.copy(payload)
            changed[key] = part
            yield changed


async def test_no_payload_makes_a_sensor_raise_or_gives_a_signal_that_cannot_be_written() -> None:
    client = Client()
    client.env = env = simcord.Env(client)
    await env.start()
    world = World(env, client)
    await env.settle()
    tried = reached = 0
    for event, payload in all_of(world):
        parse = client._connection.parsers[event]
        for wrong in broken(payload):
            client.events.clear()
            tried += 1
            with contextlib.suppress(Exception):  # discord.py's own: it may die before it dispatches
                parse(copy.deepcopy(wrong))
            reached += any(name in SENSORS for name, _ in client.events)
        parse(payload)
    signals = client.signals
    client.dispatch = lambda *args, **kwargs: None
    await env.shutdown()
    assert client.raised == []
    assert tried > 2000
    assert reached > tried / 4
    assert len(signals) > reached / 2
    for signal in signals:
        assert msgspec.msgpack.encode(signal)
