"""Counts: bursts are told, what is usual is not, and one event is one alert."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from engine.systems.baseline import rates
from engine.systems.baseline.report import week
from engine.systems.baseline.spec import read_spec
from engine.systems.baseline.state import Baseline, Expected
from tests.systems.baseline.stream import DAY, HOUR, MINUTE, START, baseline, burst, core_of, every, run, told

QUIET = START + 3 * DAY


def test_a_burst_is_told_with_what_is_usual_and_how_rare_it_is() -> None:
    core = core_of(baseline(bucket="5m", level="low"))
    rows = run(core, [*every(MINUTE, 3 * DAY), *burst(60, QUIET)])

    first, *_ = told(rows)
    assert first.data["rule"] == "usual"
    assert first.data["method"] == "rate"
    assert first.severity in ("low", "medium")
    assert 4 < first.data["expected"] < 6
    assert first.data["low"] < 5 < first.data["high"] < first.data["value"]
    assert first.data["digits"] >= first.data["needed"] >= 3
    assert first.data["sentence"].startswith(f"{first.data['value']:.0f} in 5 minutes, where 5 is usual (")
    assert first.data["sentence"].endswith("Learned from 3 days.")


def test_a_burst_that_grows_is_one_event_told_again_only_when_it_is_much_worse() -> None:
    core = core_of(baseline(bucket="5m"))
    alerts = told(run(core, [*every(MINUTE, 3 * DAY), *burst(200, QUIET)]))

    assert [each.severity for each in alerts][:2] == ["medium", "high"]
    assert len(alerts) <= 4


def test_nothing_is_told_before_it_is_warm() -> None:
    core = core_of(baseline(bucket="5m", warm_up="4d"))

    assert told(run(core, [*every(MINUTE, 3 * DAY), *burst(60, QUIET)])) == []


def test_what_comes_at_one_key_is_held_against_that_key_alone() -> None:
    core = core_of(baseline(bucket="5m", by=["host"]))
    usual = [*every(10_000, 2 * DAY, host="busy"), *every(MINUTE, 2 * DAY, START + 1, host="calm")]
    alerts = told(run(core, [*usual, *burst(40, START + 2 * DAY, host="calm")]))

    assert {tuple(each.data["key"]) for each in alerts} == {("host=calm",)}


def test_different_values_are_counted_once_in_a_bucket() -> None:
    core = core_of(baseline(bucket="1h", measure={"distinct": "host"}, season="none"))
    usual = [each for n in range(5) for each in every(HOUR // 2, 4 * DAY, START + n, host=f"h{n}")]
    same = burst(100, START + 4 * DAY, host="h1")
    assert told(run(core, [*usual, *same])) == []

    many = [each for n in range(60) for each in burst(1, START + 5 * DAY + n, host=f"x{n}")]
    [first, *_] = told(run(core, many))
    assert "different values of host in 1 hour" in first.data["sentence"]


def test_silence_of_what_comes_all_the_time_is_told_by_the_clock() -> None:
    core = core_of(baseline(bucket="5m", direction="both", season="none"))
    run(core, every(10_000, 2 * DAY))
    rows = run(
        core,
        [*(each for n in range(1, 40) for each in burst(1, START + 2 * DAY + n * MINUTE, type="other.x"))],
    )

    [alert] = told(rows)
    assert alert.data["reason"] == "silent"
    assert alert.time == START + 2 * DAY + 5 * MINUTE
    assert alert.data["sentence"].startswith("Nothing came, where about 30 were expected")


def test_silence_in_a_gap_is_nothing() -> None:
    from engine.signal import Signal

    core = core_of(baseline(bucket="5m", direction="both", season="none"))
    run(core, every(10_000, 2 * DAY))
    begin = START + 2 * DAY
    gap = Signal("gap", "gateway.gap", begin, guild=7, data={"cause": "disconnect"})
    rows = run(
        core, [gap, *(each for n in range(1, 9) for each in burst(1, begin + n * MINUTE, type="other.x"))]
    )

    assert told(rows) == []


def test_what_is_far_from_being_told_is_counted_as_all_else_is() -> None:
    kept = []
    for least in (1, 50):
        core = core_of(baseline(bucket="5m", least=least))
        assert told(run(core, every(20_000, 2 * DAY))) == []
        kept += [msgspec.to_builtins(state) for _, state in core.cells if isinstance(state, Baseline)]
    assert kept[0] == kept[1]
    assert sum(kept[0]["lately"].values()) == 2 * DAY // 20_000


def test_no_more_keys_are_kept_than_asked_for() -> None:
    core = core_of(baseline(bucket="5m", by=["host"], most_keys=100))
    run(core, [each for n in range(1_000) for each in burst(1, START + n * MINUTE, host=f"h{n}")])
    state = core.cells.get("pack/baseline/usual", (7,))

    assert len(state.table) <= 100
    assert state.table.dropped >= 900
    assert "h999" in state.table
    assert len(state.table.rows) <= 101 * 44


@pytest.mark.parametrize(("season", "busy_hours"), [("hour_of_day", 0), ("hour_of_week", 1)])
def test_what_comes_on_one_day_of_the_week_is_usual_by_the_week_alone(season: str, busy_hours: int) -> None:
    """On each seventh day ten times as many come within an hour."""
    document = baseline(bucket="1h", season=season)
    core = core_of(document)
    busy = [each for n in range(8) for each in burst(60, START + (7 * n + 1) * DAY, span=50_000)]
    run(core, [*every(10 * MINUTE, 50 * DAY), *busy])
    state = core.cells.get("pack/baseline/usual", (7,))

    usual = week(read_spec(document, zone="UTC", budget=2.0), state)
    assert sum(each > 15 for each in usual) == busy_hours
    assert (usual[:24] * 7 == usual) == (season == "hour_of_day")


SHORT_CUTS: list[dict[str, Any]] = [
    {"season": "none"},
    {"season": "hour_of_day", "by": ["host"]},
    {"by": ["host"], "direction": "both"},
    {"direction": "down", "season": "none"},
    {"direction": "both", "season": "none", "rarity": 1},
    {"season": "none", "least": 12},
    {"season": "none", "warm_up": "1d", "tocsin": {"budget": 5}},
]


@pytest.mark.parametrize("body", SHORT_CUTS)
def test_what_is_only_counted_comes_to_what_a_closer_look_comes_to(
    body: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = read_spec(baseline(bucket="10m", **{"warm_up": "6h", **body}), zone="UTC", budget=2.0)
    rng, only_counts, short = random.Random(repr(body)), rates._only_counts, 0

    def counted(*each: Any) -> bool:
        nonlocal short
        done = only_counts(*each)
        short += done
        return done

    ways = {counted: Baseline(since=START), lambda *_: False: Baseline(since=START)}
    time, told_of = START / 1000, 0
    for n in range(6_000):
        time += rng.expovariate(1.0 if rng.random() < 0.97 and n // 400 % 5 == 4 else 0.03)
        at = time - 700 if rng.random() < 0.02 else time
        host = rng.choice("aaaabbc") if n < 4_000 else rng.choice("abcdef")
        if n > 3_000 and n % 50 == 0:  # the document is changed
            spec = msgspec.structs.replace(spec, most_keys=2 if n % 100 else 9)
        said, states = [], []
        for way, state in ways.items():
            if n % 1_500 == 900:
                state.expected = [Expected("", time, time + 3_000)]
            elif n % 1_500 == 1_100:
                state.expected = []
            state.seen += 1
            monkeypatch.setattr(rates, "_only_counts", way)
            said.append(rates.observe(spec, state, at, [host] if spec.by else []))
            states.append(msgspec.msgpack.encode(state))
        assert said[0] == said[1]
        assert states[0] == states[1]
        told_of += said[0] is not None
    assert short > (600 if spec.direction == "up" else 200)  # else only what is below the least
    assert told_of or spec.direction == "down"
