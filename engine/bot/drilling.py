"""A test alert in a real server, by the way of every real one: journal, case, outbox, Discord."""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec

from engine.effects import OUTCOME
from engine.runtime.engine import Engine
from engine.signal import Severity, Signal, SignalType
from engine.store.port import Reader
from engine.store.rows import OutboxRow, OutboxState

SEVERITY: Final[Severity] = "high"
"""As bad as what usually wakes people: a test that no phone shows proves nothing."""
PATIENCE_S: Final = 15.0
_LOOK_S: Final = 0.2
_ENDED: Final = frozenset({OutboxState.SENT, OutboxState.REFUSED, OutboxState.UNKNOWN})


class Drilled(msgspec.Struct, frozen=True):
    """How a test alert went, after `took` milliseconds.

    `state` is that of its message, None where none was planned: an open test case was counted up instead.
    `place` is the channel that it stands in, `is_direct` in the owner's direct messages; `reason` is why it
    was refused. `mention` is the role that it calls.
    """

    took: int
    state: OutboxState | None = None
    place: int | None = None
    is_direct: bool = False
    mention: int | None = None
    reason: str = ""


async def drill(  # noqa: PLR0913 - what is used, and who calls
    engine: Engine, reader: Reader, guild: int, *, call: int, by: int, now: int
) -> Drilled:
    """Raise a test alarm in a guild at `now` (milliseconds), and see what becomes of it.

    `call` names it: the same one is taken once. Raises `StoreError`.
    """
    loop = asyncio.get_running_loop()
    begun = loop.time()
    signal = Signal(
        id=f"drill:{call}",
        type=SignalType.DRILL_CALLED.value,
        time=now,
        guild=guild,
        severity=SEVERITY,
        data={"by": by},
    )
    await engine.ingest_durably(signal)
    row = await _row(reader, signal.id)
    while row is not None and row.state not in _ENDED and loop.time() < begun + PATIENCE_S:
        await asyncio.sleep(_LOOK_S)
        row = await _row(reader, signal.id)
    took = int((loop.time() - begun) * 1000)
    if row is None:
        return Drilled(took)
    ends = await asyncio.to_thread(reader.by_ids, [f"{OUTCOME}{row.id}"], guild)
    told = ends[0].data if ends else {}
    return Drilled(
        took=took,
        state=row.state,
        place=told.get("place"),
        is_direct=bool(told.get("direct")),
        mention=row.body.get("mention"),
        reason=str(told.get("reason", "")),
    )


async def _row(reader: Reader, signal: str) -> OutboxRow | None:
    rows = await asyncio.to_thread(reader.outbox_of, [signal])
    return next(iter(rows), None)
