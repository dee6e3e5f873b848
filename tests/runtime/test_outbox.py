"""The outbox: each action once, in the order of its lane, under its own key, with an end that is told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from engine.errors import StoreError
from engine.runtime import outbox as outbox_module
from engine.runtime.outbox import MAX_ATTEMPTS, Outbox, Outcome
from engine.signal import Signal
from engine.store.rows import OutboxMove, OutboxRow, OutboxState
from tests.support.actions import SENT, Scripted

NOW = 1_000
PENDING, SENDING = OutboxState.PENDING, OutboxState.SENDING
LOST = ConnectionResetError("gone")
REFUSED = Outcome(OutboxState.REFUSED, "forbidden")


class Desk:
    """Around an outbox: what it moved and told, in order; `closed` refuses as a failing journal does."""

    def __init__(self, *actions: Scripted) -> None:
        self.moves: list[tuple[str, str]] = []
        self.told: list[Signal] = []
        self.durables = 0
        self.closed = 0
        self.broken = False
        self.outbox = Outbox(
            actions, clock=lambda: NOW, move=self.move, durable=self.durable, tell=self.tell
        )  # fmt: skip

    def move(self, move: OutboxMove) -> None:
        self.moves.append((move.id, str(move.state)))

    async def durable(self) -> None:
        if self.broken:
            raise StoreError("the disk is full")
        await asyncio.sleep(0)
        self.durables += 1

    def tell(self, signal: Signal, move: OutboxMove) -> bool:
        if self.closed:
            self.closed -= 1
            return False
        self.move(move)
        self.told.append(signal)
        return True

    async def carry_out(self, *rows: OutboxRow) -> list[str]:
        """The types of what was told."""
        self.outbox.put(rows)
        async with asyncio.timeout(5):
            await self.outbox.drain()
        return [signal.type for signal in self.told]


@pytest.fixture(autouse=True)
def without_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_module, "BACKOFF_S", 0.001)


def row(id_: str = "a", **fields: object) -> OutboxRow:
    values = {"seq": 1, "signal": "cause", "document": "d", "guild": 7, "action": "test.act", "body": {}}
    return OutboxRow(id_, **{**values, **fields})


async def test_the_intent_is_durable_before_the_call() -> None:
    action = Scripted()
    desk = Desk(action)
    action.on_call = lambda _: seen.append((list(desk.moves), desk.durables))
    seen: list[object] = []
    await desk.carry_out(row())
    assert seen == [([("a", "sending")], 1)]


async def test_an_end_is_told_as_a_signal_of_its_cause() -> None:
    desk = Desk(Scripted(Outcome(OutboxState.SENT, data={"message": 5})))
    await desk.carry_out(row())
    (told,) = desk.told
    assert (told.id, told.type, told.guild, told.cause, told.time) == (
        "outcome:a", "action.succeeded", 7, ("cause",), NOW,
    )  # fmt: skip
    assert told.data == {"message": 5, "effect": "a", "action": "test.act", "attempts": 1}
    assert desk.moves[-1] == ("a", "sent")


async def test_what_is_refused_is_not_called_again() -> None:
    desk = Desk(action := Scripted(REFUSED))
    assert await desk.carry_out(row()) == ["action.failed"]
    assert (len(action.called), desk.told[0].data["reason"]) == (1, "forbidden")


async def test_an_action_that_nothing_here_can_do_is_refused_and_says_so() -> None:
    desk = Desk()
    assert await desk.carry_out(row(action="odd.act")) == ["action.failed"]
    assert desk.told[0].data["reason"] == "nothing here can do odd.act"


async def test_actions_of_a_guild_and_name_keep_their_order() -> None:
    desk = Desk(action := Scripted())
    await desk.carry_out(*(row(f"a{n}") for n in range(20)))
    assert action.called == [f"a{n}" for n in range(20)]


async def test_another_guild_and_another_action_do_not_wait() -> None:
    slow, other = Scripted(asyncio.Event()), Scripted(name="other")
    slow.deadline = 60
    desk = Desk(slow, other)
    desk.outbox.put([row("a"), row("b"), row("c", guild=8), row("d", action="other")])
    await asyncio.sleep(0.02)
    assert (slow.called, other.called, desk.outbox.waiting) == (["a", "c"], ["d"], 3)
    await desk.outbox.close()


async def test_an_unclear_end_of_what_can_be_checked_and_was_done_is_sent() -> None:
    desk = Desk(action := Scripted(LOST, check=True))
    assert await desk.carry_out(row()) == ["action.succeeded"]
    assert (action.called, action.checked, desk.told[0].data["reason"]) == (["a"], ["a"], "found done")


async def test_an_unclear_end_of_what_was_not_done_is_tried_again() -> None:
    desk = Desk(action := Scripted(LOST, SENT, check=False))
    assert await desk.carry_out(row()) == ["action.succeeded"]
    assert (action.called, desk.told[0].data["attempts"]) == (["a", "a"], 2)


async def test_it_is_tried_three_times_and_then_refused() -> None:
    desk = Desk(action := Scripted(LOST, check=False))
    assert await desk.carry_out(row()) == ["action.failed"]
    assert len(action.called) == MAX_ATTEMPTS == 3
    assert desk.told[0].data["reason"] == "not done after 3 attempts: ConnectionResetError"


async def test_where_the_outside_honours_the_key_it_is_tried_again() -> None:
    desk = Desk(action := Scripted(LOST, SENT, honours_key=True))
    assert await desk.carry_out(row()) == ["action.succeeded"]
    assert action.called == ["a", "a"]


async def test_what_nobody_can_know_is_unknown_and_says_so() -> None:
    desk = Desk(action := Scripted(LOST))
    assert await desk.carry_out(row()) == ["action.unknown"]
    assert (action.called, desk.moves[-1]) == (["a"], ("a", "unknown"))
    assert desk.told[0].data["reason"] == "ConnectionResetError"


async def test_no_answer_within_the_deadline_is_unclear() -> None:
    desk = Desk(Scripted(asyncio.Event()))
    assert await desk.carry_out(row()) == ["action.unknown"]
    assert desk.told[0].data["reason"] == "no answer in 0.05 s"


async def test_a_check_that_hangs_or_raises_knows_nothing() -> None:
    for check in (asyncio.Event(), RuntimeError()):
        desk = Desk(action := Scripted(LOST, check=check))
        assert await desk.carry_out(row()) == ["action.unknown"]
        assert action.called == ["a"]


@pytest.mark.parametrize(
    "answer", [None, 5, Outcome(OutboxState.SENDING), Outcome(OutboxState.SENT, data=None)]
)
async def test_an_answer_that_is_none_is_unclear(answer: object) -> None:
    assert await Desk(Scripted(answer)).carry_out(row(), row("b")) == ["action.unknown"] * 2


@pytest.mark.parametrize("data", [{"odd": object()}, {"odd": 2**70}, {5: 1}, {"odd": "\ud800"}])
async def test_an_answer_that_cannot_be_written_down_still_ends_it(data: dict[str, object]) -> None:
    desk = Desk(Scripted(Outcome(OutboxState.SENT, data=data)))
    assert await desk.carry_out(row()) == ["action.succeeded"]
    assert desk.told[0].data["reason"] == "its answer cannot be written down"


async def test_what_expired_is_not_begun() -> None:
    desk = Desk(action := Scripted())
    assert await desk.carry_out(row(expires=NOW - 1)) == ["action.failed"]
    assert (action.called, desk.told[0].data["reason"]) == ([], "it came too late to be of use")


async def test_what_expires_this_instant_is_begun() -> None:
    desk = Desk(action := Scripted())
    assert await desk.carry_out(row(expires=NOW)) == ["action.succeeded"]
    assert action.called == ["a"]


async def test_an_end_waits_while_nothing_is_taken_in() -> None:
    desk = Desk(action := Scripted())
    desk.closed = 3
    assert await desk.carry_out(row()) == ["action.succeeded"]
    assert action.called == ["a"]


async def test_nothing_is_called_when_the_intent_cannot_be_made_durable() -> None:
    desk = Desk(action := Scripted())
    desk.broken = True
    assert await desk.carry_out(row(), row("b")) == []
    assert (action.called, desk.outbox.waiting) == ([], 0)


CASES = [
    ("checked and done", Scripted(check=True), ["action.succeeded"], 0),
    ("checked and not done", Scripted(check=False), ["action.succeeded"], 1),
    ("key honoured", Scripted(honours_key=True), ["action.succeeded"], 1),
    ("nobody knows", Scripted(), ["action.unknown"], 0),
]


@pytest.mark.parametrize(("action", "told", "calls"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
async def test_what_was_being_sent_at_a_kill(action: Scripted, told: Sequence[str], calls: int) -> None:
    action.called.clear()
    desk = Desk(action)
    assert await desk.carry_out(row(state=SENDING, attempts=1)) == told
    assert len(action.called) == calls
    assert desk.told[0].data["attempts"] == 1 + calls


async def test_what_was_pending_at_a_kill_is_just_sent() -> None:
    desk = Desk(action := Scripted(check=True))
    assert await desk.carry_out(row(state=PENDING)) == ["action.succeeded"]
    assert (action.called, action.checked) == (["a"], [])


async def test_attempts_of_before_a_kill_count() -> None:
    desk = Desk(action := Scripted(LOST, check=False))
    assert await desk.carry_out(row(state=SENDING, attempts=2)) == ["action.failed"]
    assert len(action.called) == 1


async def test_what_was_sent_before_a_kill_and_expired_since_is_still_checked() -> None:
    desk = Desk(Scripted(check=True))
    assert await desk.carry_out(row(state=SENDING, attempts=1, expires=1)) == ["action.succeeded"]
