"""Patterns over time that were never seen."""

from __future__ import annotations

import random
from typing import Any

import pytest

from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.systems import KINDS
from engine.systems.baseline.courses import MOST_COURSES
from engine.systems.baseline.models import shape as shapes
from engine.systems.baseline.models.shape import STRIDE
from engine.systems.baseline.state import Baseline
from tests.systems.baseline.stream import (
    CATALOGUE,
    DAY,
    GUILD,
    MINUTE,
    START,
    baseline,
    core_of,
    every,
    noticed,
    run,
    signal,
    told,
)

BUCKET = 5 * MINUTE
A_DAY = DAY // BUCKET
ODD = 8 * A_DAY + 100
"""The bucket with which a day begins that is not as others."""
STRETCH = 96


def waves(days: int, odd: int = 0, seed: int = 1, **fields: Any) -> list[Signal]:
    """Three hours with much, three with little, each day alike; for eight hours from `odd` on neither."""
    rng = random.Random(seed)
    found: list[Signal] = []
    for bucket in range(days * A_DAY):
        usual = 21 if odd <= bucket < odd + STRETCH and odd else 36 if bucket // 36 % 2 else 6
        count = max(0, round(rng.gauss(usual, usual**0.5)))
        begin = START + bucket * BUCKET
        found += [signal(f"{bucket}:{n}", begin + n * BUCKET // count, **fields) for n in range(count)]
    return found


def shaped(**body: Any) -> Core:
    return core_of(baseline(**{"bucket": "5m", "season": "none", "shape": True, **body}))


def word(time: int, verdict: str, **said: Any) -> Signal:
    about = {"alert": "?", "baseline": "pack/baseline/usual", "verdict": verdict}
    return signal("word", time, type="baseline.feedback", actor=5, **about, **said)


def state_of(core: Core) -> Baseline:
    state = core.cells.get("pack/baseline/usual", (GUILD,))
    assert isinstance(state, Baseline)
    return state


def test_hours_that_are_neither_high_nor_low_are_told_where_no_such_hours_were_seen() -> None:
    rows = run(shaped(), waves(10, ODD))

    [alert] = told(rows)
    assert alert.data["method"] == alert.data["reason"] == "shape"
    assert START + ODD * BUCKET < alert.time < START + (ODD + STRETCH + 12) * BUCKET
    assert alert.data["sentence"].startswith("The last 4 hours look like none of the 8 days before; ")
    assert alert.data["value"] > alert.data["high"] > alert.data["expected"] == 1


def test_the_same_hours_are_no_anomaly_of_a_baseline_that_does_not_ask() -> None:
    core = shaped(shape=False)

    assert noticed(run(core, waves(10, ODD))) == []
    assert state_of(core).courses == {}


def test_a_pattern_that_comes_every_day_is_usual() -> None:
    assert noticed(run(shaped(), waves(10))) == []


@pytest.mark.parametrize("season", ["none", "hour_of_week"])
def test_a_number_that_never_changes_has_no_pattern(season: str) -> None:
    core = core_of(baseline(measure={"value": "load"}, season=season, shape=True, warm_up="2h"))

    assert noticed(run(core, every(MINUTE, 3 * DAY, load=17))) == []


def test_a_pattern_that_was_seen_once_is_known() -> None:
    core = shaped()
    first = run(core, waves(9, ODD))
    later = [
        signal(f"later:{each.id}", each.time + 2 * DAY)
        for each in waves(9, ODD)
        if each.time >= START + 7 * DAY
    ]

    assert len(told(first)) == 1
    assert noticed(run(core, later)) == []


def test_numbers_have_patterns_too() -> None:
    rng = random.Random(3)
    numbers = [
        signal(n, START + n * MINUTE, load=(30 if n // 20 % 2 else 10) + rng.gauss(0, 1))
        for n in range(4_000)
    ]
    flat = [signal(f"flat{n}", START + (4_000 + n) * MINUTE, load=20 + rng.gauss(0, 1)) for n in range(100)]
    core = core_of(baseline(measure={"value": "load"}, shape=True))

    assert noticed(run(core, numbers)) == []
    [alert] = noticed(run(core, flat))
    assert alert.data["method"] == "shape"
    assert alert.data["sentence"].startswith("The last 48 values of load look like none of the 2 days before")


def test_what_the_calendar_expects_is_neither_told_nor_remembered() -> None:
    core, stream = shaped(), waves(10, ODD)
    until = START + ODD * BUCKET
    run(core, [each for each in stream if each.time < until])
    run(core, [word(until, "expected", where="", until_seconds=86_400)])
    seen = state_of(core).courses[""].shape.seen

    rest = [each for each in stream if until <= each.time < until + DAY]
    assert noticed(run(core, rest)) == []
    assert state_of(core).courses[""].shape.seen - seen <= 1


@pytest.mark.parametrize("verdict", ["new_normal", "not_anomaly"])
def test_a_word_about_a_pattern_moves_no_level_and_holds_what_was_seen(verdict: str) -> None:
    core = shaped()
    [alert] = told(run(core, waves(9, ODD)))
    row, shape = bytes(state_of(core).table.rows), state_of(core).courses[""].shape
    run(core, [about(alert, alert.time + DAY, verdict)])
    seen = [each for each in shape.used if each > shape.seen]

    assert bytes(state_of(core).table.rows) == row
    assert seen
    assert {each - shape.seen for each in seen} == {28 * A_DAY // STRIDE}


@pytest.mark.parametrize("is_held", [True, False])
def test_a_pattern_that_is_held_is_known_after_many_others(is_held: bool) -> None:
    shape, odd = shapes.Shape(), stretch(0b111)
    for _ in range(60):
        feed(shape, stretch(0))
    feed(shape, odd)
    if is_held:
        shapes.hold(shape, shape.seen, 10_000)
    for n in range(40):
        feed(shape, stretch(0b1000 + n))

    assert (odd in shape.patterns) == is_held


def test_a_word_that_comes_after_a_week_is_too_late_for_a_pattern() -> None:
    core = shaped()
    [alert] = told(run(core, waves(9, ODD)))
    shape = state_of(core).courses[""].shape
    run(core, [about(alert, alert.time + 8 * DAY, "anomaly")])

    assert shapes.memory(shape).seen == shape.seen > state_of(core).courses[""].told[0].before.seen


def about(alert: Signal, time: int, verdict: str) -> Signal:
    said = {name: alert.data[name] for name in ("where", "method", "value", "expected")}
    return word(time, verdict, told_at=alert.time, **said)


def stretch(bits: int) -> tuple[float, ...]:
    """One that is unlike all others."""
    return tuple(3.0 * (bits >> n & 1) for n in range(shapes.LENGTH))


def feed(shape: shapes.Shape, values: tuple[float, ...]) -> None:
    """Let it see a whole stretch, apart from others."""
    shapes.forget_recent(shape)
    for each in values:
        for _ in range(STRIDE):
            shapes.learn(shape, each)


def test_a_flood_of_keys_takes_no_pattern_from_those_that_are_known() -> None:
    core = shaped(by=["host"])
    run(core, every(MINUTE, DAY, host="known"))
    flood = [
        signal(f"{n}:{k}", START + DAY + k * BUCKET + n, host=f"h{n}") for n in range(200) for k in range(3)
    ]
    run(core, flood)

    assert len(state_of(core).courses) == MOST_COURSES
    assert "known" in state_of(core).courses


def test_who_no_longer_asks_for_patterns_lets_go_of_them_and_keeps_the_rest() -> None:
    ready = Programs(KINDS, CATALOGUE)
    core = Core(ready.add(Rulebook([baseline(bucket="5m", shape=True)])), ready.provide)
    run(core, every(MINUTE, DAY))
    seen, had = state_of(core).seen, len(state_of(core).courses)
    after = Rulebook([baseline(bucket="5m")])
    ready.add(after)
    core.take(Signal("reload", "rulebook.loaded", START + DAY, data={"hash": after.hash}), START + DAY)

    assert (had, len(state_of(core).courses), state_of(core).seen) == (1, 0, seen)
