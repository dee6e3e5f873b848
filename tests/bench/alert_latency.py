"""How long from an event to the alert's call leaving the outbox, while ordinary talk goes on."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.bench import fsync, rules, wire
from tests.bench.ours import Ours, parsed
from tests.bench.result import Reached, percentile

ALERTS = 300
TALK_BETWEEN = 50
"""Messages between two alerts: 1,000 a second."""
APART_S = 0.05


async def run(folder: Path) -> list[Reached]:
    loop = asyncio.get_running_loop()
    ours = Ours(folder)
    await ours.start()
    before = fsync.sample(folder)
    talk = parsed(loop, list(wire.messages(ALERTS * TALK_BETWEEN, seed=1)))
    alerts = parsed(loop, list(wire.messages(ALERTS, seed=2, content=f"look: {rules.MARK}")))
    dispatched: list[float] = []
    for n in range(ALERTS):
        for event, args in talk[n * TALK_BETWEEN : (n + 1) * TALK_BETWEEN]:
            ours.client.dispatch(event, *args)
        await asyncio.sleep(APART_S / 2)
        ours.forget_cases()
        event, args = alerts[n]
        dispatched.append(loop.time())
        ours.client.dispatch(event, *args)
        await asyncio.sleep(APART_S / 2)
    await ours.engine.outbox.drain()
    left = [when for _, when in ours.sending.sent]
    await ours.close()
    assert len(left) == ALERTS
    took = [a - b for a, b in zip(left, dispatched, strict=True)]
    sync = percentile(before + fsync.sample(folder), 0.99)
    p50, p99 = (1e3 * percentile(took, share) for share in (0.5, 0.99))
    figures = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms; fsync p99 {1e3 * sync:.1f} ms"
    return [
        Reached(
            "event to alert call leaving the outbox, p99, less 2 fsync",
            max(0.0, p99 - 2e3 * sync),
            50,
            10,
            "ms",
            figures,
        )
    ]
