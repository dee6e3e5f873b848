"""The one way in: never an exception, whatever comes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from inspect import signature
from pathlib import Path
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine.bot.sensors as sensors_module
from engine.bot.sensors import SENSORS, Context, sense
from engine.catalogue import Catalogue
from engine.instants import posix_ms
from engine.signal import Signal
from tests.bot.sensors.conftest import World
from tests.catalogue.conformance import faults

CATALOGUE = Catalogue.load()
FAILED = "engine.sensor_failed"
WIDTH = {name: len(signature(sensor).parameters) - 1 for name, sensor in SENSORS.items()}
"""How many arguments discord.py gives with an event."""


class Clock:
    def __init__(self) -> None:
        self.now = 1_767_225_600_000

    def __call__(self) -> int:
        return self.now


def context() -> Context:
    return Context(1, Clock())


class Bare:
    """Has nothing at all."""


class Hostile:
    """Raises whatever is asked of it, with people's text in the message."""

    def __getattr__(self, name: str) -> Any:
        raise ValueError("hunter2 said secret things")

    def __iter__(self) -> Iterator[Any]:
        raise ValueError("hunter2 said secret things")


SHAPES: list[Any] = [None, 0, "text", [], {}, Bare(), Hostile(), discord.Object(5)]


@pytest.mark.parametrize("event", sorted(SENSORS))
@pytest.mark.parametrize("shape", SHAPES, ids=[type(shape).__name__ for shape in SHAPES])
def test_an_event_of_the_wrong_shape_never_raises(event: str, shape: Any) -> None:
    for args in ((), (shape,), (shape, shape), (shape, shape, shape)):
        for signal in sense(event, args, context()):
            assert faults(CATALOGUE, signal) == []


@pytest.mark.parametrize("event", sorted(SENSORS))
def test_a_failure_says_which_event_and_nothing_that_was_in_it(
    event: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (signal,) = sense(event, (Hostile(),) * WIDTH[event], context())
    assert (signal.type, signal.data["event"], signal.data["error"]) == (FAILED, event, "ValueError")
    assert signal.data["at"].endswith(f":{signal.data['at'].rpartition(':')[2]}")
    told = repr(signal) + "".join(capsys.readouterr())
    assert "sensor.failed" in told
    assert "hunter2" not in told


def test_an_event_without_a_sensor_is_nothing() -> None:
    assert list(sense("typing", (Hostile(),), context())) == []


def test_failures_of_an_event_are_told_once_a_minute_and_counted() -> None:
    here = context()
    clock = here.clock
    assert isinstance(clock, Clock)
    first = sense("message", (None,), here)
    quiet = [sense("message", (None,), here) for _ in range(3)]
    other = sense("member_join", (None,), here)
    clock.now += 60_000
    again = sense("message", (None,), here)
    assert [each.data["times"] for each in first] == [1]
    assert [list(each) for each in quiet] == [[], [], []]
    assert [each.data["event"] for each in other] == ["member_join"]
    assert [each.data["times"] for each in again] == [4]


def test_a_clock_that_steps_back_does_not_silence_failures() -> None:
    here = context()
    clock = here.clock
    assert isinstance(clock, Clock)
    sense("message", (None,), here)
    clock.now -= 3_600_000
    assert len(sense("message", (None,), here)) == 1


def test_what_a_sensor_found_before_it_failed_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(context: Context) -> Iterator[Signal]:
        yield Signal("a", "discord.member.update", 1)
        raise KeyError("b")

    monkeypatch.setattr(sensors_module, "SENSORS", {"half": half})
    assert [signal.type for signal in sense("half", (), context())] == ["discord.member.update", FAILED]


@given(st.lists(st.integers(-5, 5), max_size=50))
def test_no_two_stamps_are_the_same(steps: list[int]) -> None:
    here = context()
    clock = here.clock
    assert isinstance(clock, Clock)
    stamps = []
    for step in steps:
        clock.now += step
        stamps.append(here.stamp())
    assert len(set(stamps)) == len(stamps)


@given(st.integers(0, 2**42))
def test_an_instant_keeps_its_millisecond(instant: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=instant)
    assert posix_ms(moment) == instant


def test_every_event_of_the_registry_is_one_that_discord_dispatches() -> None:
    source = Path(discord.state.__file__).read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    dispatched = {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "dispatch"
        and isinstance(call.args[0], ast.Constant)
    }
    assert set(SENSORS) <= dispatched


async def test_members_that_are_missing_from_a_live_event_do_not_stop_the_others(world: World) -> None:
    world.client.dispatch("member_join", None)
    await world.member.send(world.channel, "hello")
    assert [signal.type for signal in world.signals] == [FAILED, "discord.message.create"]
