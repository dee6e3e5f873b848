"""Numbers and confidences that leave their usual range, and first times."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest

from engine.signal import Signal
from engine.store.rows import Row
from tests.systems.baseline.stream import (
    DAY,
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


def numbers(length: int, seed: int = 1, span: int = 5 * MINUTE, **fields: float) -> list[object]:
    rng = random.Random(seed)
    return [signal(f"n{n}", START + n * span, load=rng.gauss(50, 5), **fields) for n in range(length // span)]


def test_a_number_far_off_is_told() -> None:
    core = core_of(baseline(measure={"value": "load"}))
    rows = run(core, [*numbers(4 * DAY), *burst(1, START + 4 * DAY, load=120.0)])

    [alert] = told(rows)
    assert alert.data["method"] == "value"
    assert alert.data["value"] == 120
    assert 48 < alert.data["expected"] < 52
    assert "Load is 120, where " in alert.data["sentence"]


def test_the_plain_rule_of_three_sigmas_tells_of_what_is_as_far_off() -> None:
    core = core_of(baseline(measure={"value": "load"}, sigmas=3))
    run(core, numbers(4 * DAY))

    assert told(run(core, burst(1, START + 4 * DAY, load=60.0))) == []
    [alert] = told(run(core, burst(1, START + 5 * DAY, load=70.0)))
    assert abs(alert.data["z"]) >= 3
    assert "standard deviations off" in alert.data["sentence"]


def test_a_side_that_is_not_asked_for_is_not_told() -> None:
    core = core_of(baseline(measure={"value": "load"}, direction="up"))

    assert told(run(core, [*numbers(4 * DAY), *burst(1, START + 4 * DAY, load=-50.0)])) == []


def test_a_system_that_is_suddenly_unsure_is_told() -> None:
    core = core_of(baseline(measure="confidence", by=["system"]))
    rng = random.Random(2)
    usual = [
        signal(n, START + n * MINUTE, system="ids", confidence=min(1.0, max(0.0, rng.gauss(0.9, 0.02))))
        for n in range(2 * DAY // MINUTE)
    ]
    [alert] = told(run(core, [*usual, signal("low", START + 2 * DAY, system="ids", confidence=0.2)]))

    assert alert.data["method"] == "confidence"
    assert alert.system == "ids"
    assert 0.85 < alert.data["expected"] < 0.95


def test_a_first_time_is_told_where_new_things_are_rare() -> None:
    core = core_of(baseline(measure={"new": ["kind", "host"]}))
    usual = [
        each for n in range(5) for each in every(10 * MINUTE, 3 * DAY, START + n, kind=f"k{n}", host="a")
    ]
    [alert] = told(run(core, [*usual, *burst(1, START + 3 * DAY, kind="k9", host="a")]))

    assert alert.data["new"] == ["k9", "a"]
    assert alert.data["reason"] == "new"
    assert alert.data["sentence"].startswith("Kind k9, host a: never seen here before")
    assert told(run(core, burst(3, START + 4 * DAY, kind="k9", host="a"))) == []


def test_a_first_time_is_nothing_where_each_day_has_some() -> None:
    core = core_of(baseline(measure={"new": "host"}))
    usual = [signal(n, START + n * HOUR // 4, host=f"h{n if n % 2 else 0}") for n in range(500)]

    assert told(run(core, usual)) == []


def test_nothing_is_new_in_the_first_day() -> None:
    core = core_of(baseline(measure={"new": "host"}))
    usual = every(MINUTE, 23 * HOUR, host="a")

    assert told(run(core, [*usual, *burst(1, START + 23 * HOUR + 1, host="b")])) == []


def test_of_alternatives_the_first_that_is_there_counts() -> None:
    core = core_of(baseline(measure={"new": ["kind", "host or source or agent.name"]}))
    usual = [
        *every(10 * MINUTE, 3 * DAY, START, kind="a", source="s"),
        *every(10 * MINUTE, 3 * DAY, START + 1, kind="b", agent={"name": "x"}),
        *every(10 * MINUTE, 3 * DAY, START + 2, kind="c"),
    ]
    [alert] = told(run(core, [*usual, *burst(1, START + 3 * DAY, kind="d", agent={"name": "x"})]))

    assert alert.data["new"] == ["d", "x"]
    assert alert.data["sentence"].startswith("Kind d, host x: never seen here before")


def test_who_does_something_for_the_first_time_is_who_it_is_about() -> None:
    core = core_of(baseline(measure={"new": ["kind", "actor"]}))
    usual = every(10 * MINUTE, 3 * DAY, kind="a", actor=5)
    [alert] = told(run(core, [*usual, signal("x", START + 3 * DAY, kind="b", actor=6)]))

    assert alert.actor == 6


@pytest.mark.parametrize("noise", [0.0, 1.0])
@pytest.mark.parametrize("season", ["none", "hour_of_week"])
def test_a_level_that_stays_elsewhere_is_adopted_and_said_once(season: str, noise: float) -> None:
    core, rng = core_of(baseline(measure={"value": "load"}, by=["host"], season=season)), random.Random(1)
    usual, moved = (
        [
            signal(t, t, host="a", load=load + noise * rng.gauss(0, 1))
            for t in range(START + days * DAY, START + (days + 7) * DAY, 10 * MINUTE)
        ]
        for days, load in ((0, 30), (7, 400))
    )
    assert adopted(run(core, usual)) == []

    [said] = adopted(run(core, moved))
    assert said.data["key"] == ["host=a"]
    assert said.data["before"] == pytest.approx(30, abs=15 * noise)
    assert said.data["value"] == pytest.approx(400, abs=0.5 * noise)
    assert said.severity == "informational"
    assert START + 8 * DAY < said.time < START + 9 * DAY


def test_one_wild_number_is_no_new_normal() -> None:
    core, rng = core_of(baseline(measure={"value": "load"})), random.Random(1)
    wild = {6 * DAY: 1e6, 6 * DAY + 10 * MINUTE: -1e9}
    numbers = [
        signal(t, START + t, load=wild.get(t, rng.gauss(30, 1))) for t in range(0, 12 * DAY, 10 * MINUTE)
    ]

    assert adopted(run(core, numbers)) == []


def adopted(rows: Iterable[Row]) -> list[Signal]:
    return [row.signal for row in rows if row.signal.type == "baseline.adopted"]


def test_keys_that_are_let_go_of_are_said_once_a_day() -> None:
    core = core_of(baseline(measure={"value": "load"}, by=["host"], most_keys=10))
    rows = run(core, [signal(n, START + n * 10 * MINUTE, host=f"h{n}", load=1) for n in range(250)])

    said = [row.signal for row in rows if row.signal.type == "baseline.keys_dropped"]
    assert [each.data["keys"] > 0 for each in said] == [True, True]
    assert said[1].time - said[0].time >= DAY
    assert said[0].data["most_keys"] == 10
