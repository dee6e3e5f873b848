"""The bus: what was committed, fanned out; nobody on it can harm another or the loop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from engine.runtime import bus as bus_module
from engine.runtime.bus import Bus
from engine.signal import Signal, SignalType
from tests.support.loop import signal


@pytest.fixture
def bus() -> Iterator[Bus]:
    bus = Bus()
    yield bus
    bus.close()


def wait(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


MATCHES = [
    ("discord.member.ban", "discord.member.ban", True),
    (SignalType.THREAT_DETECTED, "threat.detected", True),
    ("discord.*.ban", "discord.member.ban", True),
    ("discord.*", "discord.member.ban", False),
    ("*", "abstained", True),
    ("*", "threat.detected", False),
    ("discord.>", "discord.member.ban", True),
    ("discord.>", "discord", False),
    (">", "threat.detected", True),
    ("*.detected", "threat.detected", True),
    ("discord.member.ban", "discord.member_ban", False),
    ("threat", "threat.detected", False),
]


@pytest.mark.parametrize(("pattern", "type_", "fits"), MATCHES)
def test_a_star_is_one_token_and_a_final_arrow_one_or_more(
    bus: Bus, pattern: str, type_: str, fits: bool
) -> None:
    got: list[str] = []
    bus.subscribe(pattern, lambda each: got.append(each.id))
    bus.subscribe("end", lambda each: got.append(each.id))
    bus.publish([signal("a", type_), signal("b", "end")])
    wait(lambda: "b" in got)
    bus.close()
    assert ("a" in got) == fits


def test_each_listener_gets_signals_in_order(bus: Bus) -> None:
    got: list[str] = []
    bus.subscribe(">", lambda each: got.append(each.id))
    bus.publish([signal(f"s{n}") for n in range(500)])
    wait(lambda: len(got) == 500)
    assert got == [f"s{n}" for n in range(500)]


def test_a_listener_that_raises_is_counted_and_harms_nobody(bus: Bus) -> None:
    got: list[str] = []

    def broken(_: Signal) -> None:
        raise RuntimeError

    first = bus.subscribe(">", broken)
    bus.subscribe(">", lambda each: got.append(each.id))
    bus.publish([signal("a"), signal("b")])
    wait(lambda: first.failed == 2)
    wait(lambda: got == ["a", "b"])


def test_a_listener_that_hangs_loses_what_its_queue_cannot_hold(
    bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus_module, "QUEUE", 10)
    go, got = threading.Event(), []
    hanging = bus.subscribe(">", lambda _: go.wait(10))
    monkeypatch.setattr(bus_module, "QUEUE", 10_000)
    bus.subscribe(">", lambda each: got.append(each.id))
    started = time.monotonic()
    bus.publish([signal(f"s{n}") for n in range(200)])
    assert time.monotonic() - started < 1
    wait(lambda: len(got) == 200)
    assert 189 <= hanging.dropped <= 190
    go.set()


def test_one_that_left_gets_nothing_more(bus: Bus) -> None:
    got: list[str] = []
    first = bus.subscribe(">", lambda each: got.append(each.id))
    bus.publish([signal("a")])
    wait(lambda: got == ["a"])
    bus.unsubscribe(first)
    bus.publish([signal("b")])
    bus.close()
    assert got == ["a"]


def test_closing_waits_a_moment_for_what_is_queued_and_no_longer() -> None:
    bus, go, got = Bus(), threading.Event(), []
    bus.subscribe(">", lambda each: got.append(each.id))
    bus.subscribe(">", lambda _: go.wait(10))
    bus.publish([signal("a")])
    started = time.monotonic()
    bus.close(timeout=0.05)
    assert (got, time.monotonic() - started < 2) == (["a"], True)
    go.set()


@pytest.mark.parametrize("pattern", ["", "a..b", "a.>.b", "a*.b"])
def test_what_would_never_be_called_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="no pattern"):
        Bus().subscribe(pattern, print)
