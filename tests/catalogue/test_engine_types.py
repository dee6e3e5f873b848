"""What the engine itself says is as the catalogue says: driven through the real loop."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from engine.catalogue import Catalogue
from engine.documents.rulebook import Rulebook
from engine.runtime.engine import Engine
from engine.runtime.outbox import Outcome
from engine.runtime.programs import Programs
from engine.signal import Signal, SignalType
from engine.store.memory import MemoryStore
from engine.store.rows import OutboxRow, OutboxState
from tests.catalogue.conformance import faults
from tests.support.kinds import KINDS, document

CATALOGUE = Catalogue.load()
GUILD = 11


class Ending:
    """An action that ends as its name says."""

    deadline = 1.0
    honours_key = False

    def __init__(self, name: str, outcome: Outcome) -> None:
        self.name = name
        self.outcome = outcome

    async def perform(self, row: OutboxRow) -> Outcome:
        return self.outcome

    async def check(self, row: OutboxRow) -> bool | None:
        return None


ACTIONS = (
    Ending("sent", Outcome(OutboxState.SENT, data={"message": 1, "place": 2})),
    Ending("refused", Outcome(OutboxState.REFUSED, "no", {"code": 50013})),
    Ending("unknown", Outcome(OutboxState.UNKNOWN, "nobody knows")),
)


class Living:
    """An engine on a clock of ours, and every signal that it released."""

    def __init__(self) -> None:
        self.now = 1_767_225_600_000
        self.signals: list[Signal] = []
        programs = Programs(KINDS, CATALOGUE)
        self.engine = Engine(MemoryStore(), programs, actions=ACTIONS, clock=lambda: self.now)
        self.engine.bus.subscribe(">", self.signals.append)

    async def take(self, type_: str, **data: object) -> None:
        """Take in a signal of another type than the engine's own, and all that it causes."""
        self.now += 1
        await self.engine.ingest_durably(
            Signal(f"{type_}:{self.now}", type_, self.now, guild=GUILD, data=data)
        )
        await self.engine.outbox.drain()
        await self.engine.journal.durable()

    async def said(self) -> set[str]:
        """Stop, so that the bus has told all. The types that were spoken, each held to the catalogue."""
        await self.engine.stop()
        own = [signal for signal in self.signals if signal.type in set(SignalType)]
        assert [fault for signal in own for fault in faults(CATALOGUE, signal)] == []
        return {signal.type for signal in own}


@pytest.fixture
async def living() -> AsyncIterator[Living]:
    living = Living()
    documents = [
        document("raising", "faulty", types=["in.bad"]),
        document("echoing", "endless", types=["in.loop"], emit="in.loop"),
        document("counting", "quiet", types=["in.count"], every=99, quiet=5),
        document("echoing", "threat", types=["in.threat"], emit="threat.detected"),
        *(document("acting", each.name, types=[f"in.{each.name}"], action=each.name) for each in ACTIONS),
    ]
    await living.engine.start(Rulebook(documents))
    yield living
    if living.engine.journal.is_open:
        await living.engine.stop()


@pytest.mark.parametrize(
    ("given", "type_"),
    [
        ("in.bad", SignalType.STEP_FAILED),
        ("in.loop", SignalType.CASCADE_CUT),
        ("in.threat", SignalType.THREAT_DETECTED),
        ("in.sent", SignalType.ACTION_SUCCEEDED),
        ("in.refused", SignalType.ACTION_FAILED),
        ("in.unknown", SignalType.ACTION_UNKNOWN),
    ],
)
async def test_what_follows_from_a_signal(living: Living, given: str, type_: SignalType) -> None:
    await living.take(given, bad=True)
    assert type_ in await living.said()


async def test_a_rulebook_and_a_timer(living: Living) -> None:
    await living.take("in.count")
    living.now += 10
    living.engine._tick()
    assert {SignalType.RULEBOOK_LOADED, SignalType.TICK, SignalType.TIMER_DUE} <= await living.said()


async def test_a_gap_that_is_filled_and_one_that_takes_too_long(living: Living) -> None:
    living.engine.coverage.lost()
    living.engine.coverage.over()
    living.engine.coverage.lost()
    living.now += 11 * 60 * 1000
    await living.take("in.count")
    assert {SignalType.GATEWAY_GAP, SignalType.BACKFILL_DONE, SignalType.GAP_EXPIRED} <= await living.said()
