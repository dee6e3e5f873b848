"""Whatever numbers, values and instants come: no step fails, all that is told is finite and can be stored."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

import msgspec
import orjson
import pytest

from engine.bot import anomalies
from engine.bot.exports import VIEWS
from engine.runtime.core import Core
from engine.runtime.usual import desk_of
from engine.signal import Signal
from engine.systems.baseline.desk.book import find
from engine.systems.baseline.desk.words import said_of
from engine.systems.baseline.feedback import LONGEST_S, VERDICTS
from engine.systems.baseline.models.rate import Rate
from tests.systems.baseline.stream import (
    DAY,
    GUILD,
    HOUR,
    MINUTE,
    START,
    baseline,
    burst,
    core_of,
    every,
    run,
    signal,
    told,
)

DOCUMENTS = {
    "count": {"measure": "count", "bucket": "5m", "by": ["host"], "direction": "both", "shape": True},
    "week": {"measure": "count", "bucket": "15m", "zone": "America/Sao_Paulo", "direction": "both"},
    "short": {"measure": "count", "bucket": "1m", "half_life": "1m", "season": "none"},
    "distinct": {"measure": {"distinct": "port"}, "bucket": "15m", "by": ["host"]},
    "value": {"measure": {"value": "load"}, "by": ["host"], "shape": True},
    "seasonal": {"measure": {"value": "load"}, "season": "hour_of_week", "sigmas": 3},
    "sure": {"measure": "confidence", "by": ["system"]},
    "new": {"measure": {"new": ["host", "port"]}, "rarity": 1},
}
VALUES: tuple[Any, ...] = (
    0, -0.0, 1e308, -1e308, 5e-324, 1e155, -1e155, 2**63 - 1, -(2**63), True, None, "5", "nan", "",
    "x" * 5_000, [1, 2], {"a": 1}, [], "\x1f", "\x00", "@everyone", "\u0661", 3.5, 1, 1, 1,
)  # fmt: skip
PAUSES = (0, 1, MINUTE, HOUR, HOUR, 30 * HOUR)
LATE = (0, 0, 0, 1_000, 2 * HOUR, 3 * DAY)
FAR = 400 * DAY


def hostile(rng: random.Random, count: int) -> Iterator[tuple[Signal, int]]:
    """Signals, and when each comes."""
    now = START
    for n in range(count):
        now += rng.choice(PAUSES) if rng.random() < 0.99 else FAR
        said = {name: rng.choice(VALUES) for name in ("host", "port", "load")}
        said |= {
            "system": rng.choice(("a", "b", None)),
            "confidence": rng.choice((0.0, 1.0, 0.5, None, 1e-300)),
        }
        yield signal(n, max(now - rng.choice(LATE), 0), **said), now


@pytest.mark.parametrize("seed", range(2))
def test_no_value_is_too_odd(seed: int) -> None:
    rng = random.Random(seed)
    core = core_of(*(baseline(name, warm_up="1h", **body) for name, body in DOCUMENTS.items()))
    judged = 0
    for each, now in hostile(rng, 700):
        for alert in told(core.take(each, now) or ()):
            numbers = {name: each for name, each in alert.data.items() if isinstance(each, float)}
            assert all(map(math.isfinite, numbers.values())), numbers
            judged += judge(core, alert, now, rng)
    assert judged > 2
    assert_can_be_shown(core)


def judge(core: Core, alert: Signal, now: int, rng: random.Random) -> bool:
    """Say something of an alert, if the desk remembers it: after years of silence it may not."""
    desk = desk_of(core, GUILD)
    found = find(desk, alert.data["ref"]) if desk is not None else None
    if found is None:
        return False
    said = said_of(found, rng.choice(VERDICTS), 0) | {
        "until_seconds": rng.choice((3_600, 0, -5, 1e18, 2**62))
    }
    core.take(Signal(f"word:{alert.id}", "baseline.feedback", now, guild=GUILD, actor=1, data=said), now)
    return True


def assert_can_be_shown(core: Core) -> None:
    asked = anomalies.Asked(GUILD, core.last_seen, 720)
    found = anomalies.overview(core, asked)
    assert isinstance(found, anomalies.Overview)
    assert len(found.watched) == len(DOCUMENTS)
    assert anomalies.week(found) is not None
    assert not isinstance(anomalies.report(core, asked), anomalies.Unknown)
    for view in VIEWS:
        assert orjson.dumps(view.make(core, [GUILD], core.last_seen))
    for _, state in core.cells:
        assert msgspec.msgpack.encode(state)


def test_a_rate_that_has_forgotten_all_begins_as_one_that_knows_nothing() -> None:
    rate = Rate(bucket=60, half_life=60)
    state = rate.fresh()
    for n in range(50):
        rate.learn(state, 60.0 * n)
    later = 60.0 * 5_000
    rate.advance(state, later)

    assert math.isfinite(rate.judge(state, later, 10).digits)
    rate.learn(state, later)
    assert rate.mean(state, 5_001) >= 0


@pytest.mark.parametrize("seconds", [1e18, 2**62, -(2**62)])
def test_nothing_is_expected_for_longer_than_a_year(seconds: float) -> None:
    core = core_of(baseline(bucket="5m"))
    alerts = told(run(core, [*every(MINUTE, 3 * DAY), *burst(60, START + 3 * DAY)]))
    now = core.last_seen
    desk = desk_of(core, GUILD)
    assert desk is not None
    said = said_of(desk.told[0], "expected", 0) | {"until_seconds": seconds}

    core.take(Signal("word", "baseline.feedback", now, guild=GUILD, actor=1, data=said), now)

    word = desk_of(core, GUILD).told[0].word  # type: ignore[union-attr]
    assert alerts
    assert word is not None
    assert word.until is not None
    assert now <= word.until <= now + LONGEST_S * 1_000
