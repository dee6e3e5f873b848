"""What of a flood of refusals is written down and answered, and that none is forgotten in the count."""

from __future__ import annotations

import asyncio
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bot.refusals import MINUTE_S, MOST_PEOPLE, PER_GUILD, PER_PERSON, Flood, Refusals, _Minute


class Desk:
    """Refusals, and a clock that tests own."""

    def __init__(self) -> None:
        self.now = 0
        self.floods: list[Flood] = []
        self.refusals = Refusals(clock=lambda: self.now, tell=self.floods.append)

    def after(self, seconds: float) -> None:
        self.now += int(seconds * 1000)
        self.refusals.sweep()


def test_the_first_few_of_a_person_are_told_and_the_rest_is_counted_when_the_minute_is_over() -> None:
    desk = Desk()

    told = [desk.refusals.take(1, 7) for _ in range(10)]
    assert told == [True] * PER_PERSON + [False] * (10 - PER_PERSON)
    assert desk.floods == []
    desk.after(MINUTE_S)

    assert desk.floods == [Flood(1, 0, 10 - PER_PERSON, 1, 7)]
    assert desk.refusals.take(1, 7)


def test_another_person_and_another_guild_have_their_own() -> None:
    desk = Desk()
    for _ in range(10):
        desk.refusals.take(1, 7)

    assert desk.refusals.take(1, 8)
    assert desk.refusals.take(2, 7)


def test_a_guild_has_so_many_in_a_minute_whoever_they_are_of() -> None:
    desk = Desk()

    assert sum(desk.refusals.take(1, person) for person in range(5_000)) == PER_GUILD
    desk.after(MINUTE_S)

    assert desk.floods == [Flood(1, 0, 5_000 - PER_GUILD, MOST_PEOPLE, None)]


def test_without_a_flood_nothing_more_is_told() -> None:
    desk = Desk()
    desk.refusals.take(1, 7)
    desk.after(MINUTE_S)

    assert desk.floods == []


def test_a_clock_that_is_set_back_refuses_nobody_an_answer_for_long() -> None:
    desk = Desk()
    desk.now = 10**9
    for _ in range(PER_PERSON + 2):
        desk.refusals.take(1, 7)
    desk.now = 0

    assert desk.refusals.take(1, 7)
    assert [each.times for each in desk.floods] == [2]


async def test_a_flood_that_is_over_is_told_of_though_nobody_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.bot.refusals.MINUTE_S", 0.001)
    ticks, told = count(step=1_000), asyncio.Event()
    refusals = Refusals(clock=lambda: next(ticks), tell=lambda _: told.set())
    refusals._minutes[1] = minute = _Minute(0)
    minute.times = 2
    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        running = group.create_task(refusals.run())
        await told.wait()
        running.cancel()


def test_at_the_end_it_is_told_at_once_and_only_once() -> None:
    desk = Desk()
    for _ in range(PER_PERSON + 1):
        desk.refusals.take(1, 7)
    desk.refusals.close()
    desk.after(MINUTE_S)

    assert [each.times for each in desk.floods] == [1]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 40), st.integers(0, 20_000)), max_size=300))
def test_none_is_forgotten_and_each_minute_of_a_guild_has_its_bound(
    tries: list[tuple[int, int, int]],
) -> None:
    desk = Desk()
    told = 0
    for guild, person, later in tries:
        told += desk.refusals.take(guild, person)
        desk.after(later / 1000)
    desk.refusals.close()

    assert told + sum(each.times for each in desk.floods) == len(tries)
    minutes = desk.now // 60_000 + 1
    assert told <= 3 * PER_GUILD * (minutes + 1)
    assert len(desk.floods) <= 3 * (minutes + 1)
