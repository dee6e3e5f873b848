"""Signals that are taken in together: in order, before anything else, and never too many at once."""

from __future__ import annotations

import asyncio

from engine.runtime.intake import Intake
from engine.signal import Signal


def signals(count: int) -> list[Signal]:
    return [Signal(f"s{n}", "discord.message.create", n) for n in range(count)]


def intake(taken: list[str]) -> Intake:
    return Intake(
        lambda signal: taken.append(signal.id), lambda signal, _: taken.append(f"failed {signal.id}")
    )


async def test_a_burst_waits_for_the_loop_and_is_taken_in_its_order() -> None:
    taken: list[str] = []
    door = intake(taken)
    for each in signals(5):
        door.put(each)
    assert taken == []

    await asyncio.sleep(0)

    assert taken == ["s0", "s1", "s2", "s3", "s4"]


async def test_a_burst_without_end_is_taken_in_by_parts() -> None:
    taken: list[str] = []
    door = intake(taken)
    waiting = 0
    for n, each in enumerate(signals(1_000)):
        door.put(each)
        waiting = max(waiting, n + 1 - len(taken))

    assert 1 < waiting < 100


async def test_what_waits_can_be_taken_in_at_once_and_is_then_not_again() -> None:
    taken: list[str] = []
    door = intake(taken)
    door.put(signals(1)[0])
    door.empty()
    assert taken == ["s0"]

    await asyncio.sleep(0)
    door.empty()

    assert taken == ["s0"]


async def test_one_that_fails_is_told_and_harms_no_other() -> None:
    taken: list[str] = []

    def take(signal: Signal) -> None:
        if signal.id == "s1":
            raise RuntimeError("a bug")
        taken.append(signal.id)

    door = Intake(take, lambda signal, error: taken.append(f"{signal.id}: {error}"))
    for each in signals(3):
        door.put(each)
    door.empty()

    assert taken == ["s0", "s1: a bug", "s2"]


async def test_one_that_comes_while_others_are_taken_in_comes_after_them() -> None:
    taken: list[str] = []

    def take(signal: Signal) -> None:
        door.empty()  # as the door does before anything else
        taken.append(signal.id)
        if signal.id == "s0":
            door.put(Signal("late", signal.type, 9))

    door = Intake(take, lambda signal, _: taken.append(f"failed {signal.id}"))
    for each in signals(2):
        door.put(each)
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert taken == ["s0", "s1", "late"]
