"""Malformed dispatches of every event, through the real WebSocket: each costs a reconnect at most.

What the sensors make of such payloads is tested beside them; here discord.py itself dies of many.
"""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from structlog.testing import capture_logs

from engine.signal import Signal
from tests.bot.sensors.payloads import all_of
from tests.bot.sensors.test_wrong_payloads import broken
from tests.discord.test_supervisor import Running, running
from tests.support.loopback import BOT, CHANNEL, GUILD, OWNER

OTHERS = ("GUILD_CREATE", "GUILD_DELETE", "INTERACTION_CREATE", "THREAD_LIST_SYNC", "READY")
"""Events without a sensor, which discord.py reads all the same."""
VARIANTS = 3


def dispatches(rng: random.Random) -> list[tuple[str, Any]]:
    """Events with payloads of wrong shapes, the wrong way round at times."""
    ids = iter(range(1 << 40, 1 << 41))
    world: Any = SimpleNamespace(
        guild=SimpleNamespace(id=GUILD), channel=SimpleNamespace(id=CHANNEL),
        member=SimpleNamespace(id=OWNER["id"]), mod=SimpleNamespace(id=201),
        voice=SimpleNamespace(id=301), stage=SimpleNamespace(id=302), plain_role=SimpleNamespace(id=500),
        backend=SimpleNamespace(snowflake=lambda: next(ids)),
        client=SimpleNamespace(user=SimpleNamespace(id=int(BOT["id"]))),
    )  # fmt: skip
    made = [(event, rng.choice((None, [], 5, "x", {}))) for event in OTHERS]
    for event, payload in all_of(world):
        made += [(event, wrong) for wrong in rng.sample(list(broken(payload)), VARIANTS)]
    rng.shuffle(made)
    return made


async def heard(run: Running, number: int) -> None:
    """Until a message of ours arrives: again after a reconnect, which loses those before it."""
    sessions = -1
    while run.server.identified != sessions:
        sessions = run.server.identified
        await run.server.ready.wait()
        await run.server.message(number, "still here")
        await run.until(partial(settled, run, number, sessions))


def is_of_the_connection(signal: Signal) -> bool:
    """The beginning and the end of a time in which nothing was told; each is said once."""
    about = {"gateway.gap", "backfill.done"}
    return signal.type in about and signal.guild is None and signal.data.get("cause") != "session"


def settled(run: Running, number: int, sessions: int) -> bool:
    """Whether the message arrived, or there is a new session."""
    arrived = any(each.id == number for each in run.assembly.client.cached_messages)
    return arrived or run.server.identified > sessions


async def test_no_dispatch_costs_more_than_a_reconnect(tmp_path: Path, monkeypatch: Any) -> None:
    with capture_logs() as logs:  # not to draw each fault in full
        await survive(tmp_path, monkeypatch)
    assert {each["event"] for each in logs} >= {"gateway.crashed", "sensor.failed"}


async def survive(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await run.until(run.assembly.client.is_ready)
        tried = dispatches(random.Random(5))
        for number, (event, payload) in enumerate(tried, start=1 << 41):
            crashes = run.supervisor.crashes
            await run.server.dispatch(event, payload)
            await heard(run, number)
            await run.until(lambda: not run.in_gap())
            assert run.supervisor.crashes - crashes <= 1
        crashes = run.supervisor.crashes
        assert len(tried) / 10 < crashes < len(tried)
        marks = [each.type for each in await run.signals() if is_of_the_connection(each)]
        assert marks == ["gateway.gap", "backfill.done"] * (len(marks) // 2)
        assert crashes < len(marks) <= 2 * (crashes + 1)  # one that dies while it is blind is still so
