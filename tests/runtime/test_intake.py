"""Signals that are taken in together: in order, and in slices between which others have their turn."""

from __future__ import annotations

import asyncio

import pytest

from engine.runtime import intake as intake_module
from engine.runtime.intake import FEW, Intake
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


async def test_others_have_their_turn_between_two_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "SLICE_S", 0)
    taken: list[str] = []
    door = intake(taken)
    for each in signals(5):
        door.put(each)
    seen = []
    while door:
        await asyncio.sleep(0)
        seen.append(len(taken))
    assert seen == [1, 2, 3, 4, 5]


async def test_a_few_go_before_what_must_not_overtake_them_and_a_burst_does_not() -> None:
    taken: list[str] = []
    door = intake(taken)
    for each in signals(FEW):
        door.put(each)
    door.empty_few()
    assert len(taken) == FEW
    for each in signals(FEW + 1):
        door.put(each)
    door.empty_few()
    assert len(taken) == FEW


async def test_who_waits_goes_on_when_what_came_before_is_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "SLICE_S", 0)
    taken: list[str] = []
    door = intake(taken)
    for each in signals(3):
        door.put(each)
    waiting = asyncio.create_task(door.caught_up())
    await asyncio.sleep(0)
    door.put(Signal("later", "discord.message.create", 9))
    await waiting
    assert taken[:3] == ["s0", "s1", "s2"]
    await door.caught_up()
    assert taken[3:] == ["later"]
    await door.caught_up()  # nothing waits: at once


async def test_who_waits_for_a_person_waits_for_the_last_that_concerns_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake_module, "SLICE_S", 0)
    taken: list[str] = []
    door = intake(taken)
    door.put(Signal("did", "discord.member.ban", 1, actor=7))
    door.put(Signal("suffered", "discord.member.ban", 2, actor=8, target=9))
    for each in signals(50):
        door.put(each)
    assert (door.has_of(7), door.has_of(9), door.has_of(10)) == (True, True, False)
    await door.caught_up(10)
    assert taken == []
    await door.caught_up(7)
    assert taken[0] == "did"
    await door.caught_up(9)
    assert 2 <= len(taken) < 10
    assert not door.has_of(9)


async def test_there_is_room_again_once_fewer_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "MOST", 10)
    monkeypatch.setattr(intake_module, "SLICE_S", 0)
    taken: list[str] = []
    door = intake(taken)
    for each in signals(9):
        door.put(each)
    await door.room()
    assert taken == []
    for each in signals(5):
        door.put(each)
    await door.room()
    assert 5 <= len(taken) < 9


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
