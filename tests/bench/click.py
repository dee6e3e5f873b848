"""How long a click on [Why?] waits for its answer while ten thousand signals a second come in.

The click enters as the gateway sends it, through discord.py's own parser and view store; only the
HTTP calls of the answer are taken in here instead of by Discord.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from discord.webhook.async_ import async_context

from engine.bot.collector import pass_by
from engine.bot.views.why import PREFIX, Why
from tests.bench import rules, wire
from tests.bench.ours import Ours, parsed
from tests.bench.result import Reached, percentile

A_SECOND = 10_000
SECONDS = 12
SLICE = 100
CLICKS = 10


class Answers:
    """Takes the HTTP calls of an interaction, and remembers when the last part of the answer came."""

    def __init__(self) -> None:
        self.answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    async def create_interaction_response(self, interaction_id: int, *_: Any, **__: Any) -> dict[str, Any]:
        return {"interaction": {"id": str(interaction_id), "type": 3}}

    async def edit_original_interaction_response(self, *_: Any, **__: Any) -> dict[str, Any]:
        if not self.answered.done():
            self.answered.set_result(asyncio.get_running_loop().time())
        return _message("")


async def run(folder: Path) -> list[Reached]:
    ours = Ours(folder)
    await ours.start()
    ours.client.add_dynamic_items(Why)
    loop = asyncio.get_running_loop()
    await ours.take(parsed(loop, list(wire.messages(1, seed=99, content=f"look: {rules.MARK}"))))
    await ours.engine.outbox.drain()
    signal = ours.sending.sent[0][0]
    events = parsed(loop, list(wire.messages(A_SECOND * SECONDS, seed=3)))
    pass_by()  # no bot has so many events in memory, which the collector would go through
    flood = loop.create_task(_flood(ours, events))
    waited = []
    begun = loop.time()
    for n in range(CLICKS):  # at instants of their own, whatever the answers take: the flood lasts longer
        await asyncio.sleep(max(0.0, begun + (n + 1) * SECONDS / (CLICKS + 2) - loop.time()))
        waited.append(await _click(ours, signal, n))
        assert not flood.done()
    rate = await flood
    await ours.close()
    figures = (
        f"{CLICKS} clicks, p50 {percentile(waited, 0.5):.3f} s, while {rate:,.0f} signals a second came in"
    )
    return [
        Reached(
            f"a click while {A_SECOND:,} signals a second come in, answered (slowest)",
            max(waited),
            3,
            0.5,
            "s",
            figures,
        )
    ]


async def _flood(ours: Ours, events: list[tuple[str, tuple[Any, ...]]]) -> float:
    """Hand events over a hundred at a time, late ones without a pause; returns the rate that came of it."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for n in range(0, len(events), SLICE):
        for event, args in events[n : n + SLICE]:
            ours.client.dispatch(event, *args)
        await ours.engine.room()  # as the socket does, before it hands over more
        await asyncio.sleep(max(0.0, began + n / A_SECOND - loop.time()))
    return len(events) / (loop.time() - began)


async def _click(ours: Ours, signal: str, n: int) -> float:
    answers = Answers()
    async_context.set(answers)  # type: ignore[arg-type]
    began = asyncio.get_running_loop().time()
    ours.socket._discord_parsers["INTERACTION_CREATE"](_interaction(signal, n))
    async with asyncio.timeout(30):
        return await answers.answered - began


def _interaction(signal: str, n: int) -> dict[str, Any]:
    return {
        "id": str(wire.FIRST_ID + (n << 22)), "application_id": str(wire.BOT), "type": 3, "token": "t",
        "version": 1, "guild_id": str(wire.GUILD), "channel_id": str(wire.CHANNEL), "locale": "en-GB",
        "member": {**wire.member(0), "user": wire.user(0), "permissions": "8"}, "app_permissions": "8",
        "channel": {"id": str(wire.CHANNEL), "type": 0, "name": "general"}, "entitlements": [],
        "attachment_size_limit": 10_000_000, "authorizing_integration_owners": {}, "context": 0,
        "data": {"component_type": 2, "custom_id": f"{PREFIX}{signal}"}, "message": _message(signal),
    }  # fmt: skip


def _message(signal: str) -> dict[str, Any]:
    button = {"type": 2, "id": 2, "style": 2, "label": "Why?", "custom_id": f"{PREFIX}{signal}"}
    return {
        **next(wire.messages(1, seed=50, content="an alert")),
        "author": {**wire.user(10**6), "id": str(wire.BOT), "bot": True},
        "components": [{"type": 1, "id": 1, "components": [button]}],
    }
