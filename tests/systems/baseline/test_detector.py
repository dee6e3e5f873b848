"""The detector of one metric: what holds for every stream."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.systems.baseline import Detector

ANY = st.floats(allow_nan=True, allow_infinity=True)
TIMES = st.floats(min_value=-1e12, max_value=1e12)
READINGS = st.lists(st.tuples(st.one_of(TIMES, ANY), ANY), max_size=120)
TAME = st.lists(st.floats(min_value=-1e3, max_value=1e3), min_size=30, max_size=200)


def scores(readings: list[tuple[float, float]], detector: Detector | None = None) -> list[float]:
    detector = detector or Detector()
    made = []
    for time, value in readings:
        made.append(detector.score_one(time, value))
        detector.learn_one(time, value)
    return made


def steadily(values: list[float], every: float = 300.0) -> list[tuple[float, float]]:
    return [(n * every, value) for n, value in enumerate(values)]


def noise(points: int, seed: int = 1, centre: float = 50.0, width: float = 3.0) -> list[float]:
    rng = random.Random(seed)
    return [rng.gauss(centre, width) for _ in range(points)]


@given(READINGS)
def test_a_score_is_from_0_to_1_whatever_comes(readings: list[tuple[float, float]]) -> None:
    assert all(0 <= each <= 1 for each in scores(readings))


@given(READINGS, ANY, ANY)
def test_to_score_changes_nothing(readings: list[tuple[float, float]], time: float, value: float) -> None:
    detector = Detector()
    scores(readings, detector)
    before = detector.snapshot()

    first = detector.score_one(time, value)

    assert detector.score_one(time, value) == first
    assert detector.snapshot() == before


@given(READINGS, READINGS)
def test_what_was_asked_in_between_is_forgotten(
    readings: list[tuple[float, float]], asked: list[tuple[float, float]]
) -> None:
    detector = Detector()
    for time, value in readings:
        for other in asked[:3]:
            detector.score_one(*other)
        detector.learn_one(time, value)
    silent = Detector()
    for time, value in readings:
        silent.learn_one(time, value)

    assert detector.snapshot() == silent.snapshot()


@given(TAME, TAME)
def test_no_score_knows_what_comes_later(past: list[float], future: list[float]) -> None:
    assert scores(steadily(past + future))[: len(past)] == scores(steadily(past))


@given(TAME, TAME)
def test_one_that_was_loaded_goes_on_as_it_was(past: list[float], future: list[float]) -> None:
    readings = steadily(past + future)
    whole = scores(readings)
    detector = Detector()
    scores(readings[: len(past)], detector)

    loaded = Detector.load(detector.snapshot())

    assert scores(readings[len(past) :], loaded) == whole[len(past) :]


@given(st.floats(min_value=-1e6, max_value=1e6), st.integers(min_value=1, max_value=86_400))
def test_the_same_number_again_and_again_is_never_rare(value: float, every: int) -> None:
    assert max(scores(steadily([value] * 300, every))) < 0.2


@pytest.mark.parametrize("unreadable", [math.nan, math.inf, -math.inf, None, "x", 10**400])
def test_what_cannot_be_read_scores_0_and_teaches_nothing(unreadable: object) -> None:
    detector = Detector()
    scores(steadily(noise(200)), detector)
    before = detector.snapshot()

    assert detector.score_one(60_000.0, unreadable) == 0
    assert detector.score_one(unreadable, 50.0) == 0
    detector.learn_one(60_000.0, unreadable)
    detector.learn_one(unreadable, 50.0)
    assert detector.snapshot() == before


@pytest.mark.parametrize("usual", [5, 20, 300])
@pytest.mark.parametrize("seed", range(10))
def test_a_burst_of_ten_times_what_is_usual_is_always_rare(usual: int, seed: int) -> None:
    rng = random.Random(seed)
    counts = [float(sum(rng.random() < usual / 1000 for _ in range(1000))) for _ in range(400)]
    detector = Detector()
    before = scores(steadily(counts), detector)

    burst = detector.score_one(400 * 300.0, 10.0 * usual)

    assert burst > max(before[60:])
    assert burst > 0.4


def test_the_wilder_value_is_the_rarer() -> None:
    detector = Detector()
    scores(steadily(noise(1000)), detector)

    rising = [detector.score_one(300_000.0, 50.0 + 4**step) for step in range(1, 30)]

    assert rising == sorted(rising)
    assert rising[-1] > rising[4]


@given(st.sampled_from([0.001, 0.5, 8.0, 1e6]), st.sampled_from([0.0, 4.0, 1024.0]))
def test_the_unit_of_a_metric_does_not_matter(factor: float, moved: float) -> None:
    values = noise(600, centre=0.0)
    values[500] = 40.0
    plain = scores(steadily(values))

    other = scores(steadily([factor * (value + moved) for value in values]))

    assert other[500] == max(other)
    assert other == pytest.approx(plain, abs=0.02)


def test_an_episode_is_told_once_at_its_first_point() -> None:
    values = noise(2000)
    for at in range(1500, 1530):
        values[at] += 25

    found = scores(steadily(values))

    assert found[1500] == max(found)
    assert sum(each > 0.8 * found[1500] for each in found[1500:1530]) <= 3


def test_what_comes_every_day_is_usual() -> None:
    values = noise(288 * 14)
    for day in range(14):
        for at in range(288 * day + 100, 288 * day + 130):
            values[at] += 40
    found = scores(steadily(values))
    values[288 * 13 + 200] += 40

    beside_it = scores(steadily(values))[288 * 13 + 200]

    assert beside_it > 1.1 * max(found[288 * 7 :])


def test_a_gap_is_no_anomaly_by_itself() -> None:
    readings = [(time if time < 300_000 else time + 40_000, value) for time, value in steadily(noise(1500))]

    found = scores(readings)

    assert max(found[1000:1010]) < 0.35


@given(st.lists(st.sampled_from([0.0, -300.0, 300.0, 900.0]), min_size=50, max_size=200))
def test_times_may_stand_still_or_go_back(steps: list[float]) -> None:
    time, readings = 0.0, []
    for step, value in zip(steps, noise(len(steps)), strict=False):
        time += step
        readings.append((time, value))

    assert max(scores(readings)) < 0.6


def test_a_stuck_sensor_is_seen() -> None:
    values = noise(1500)
    values[1200:1260] = [values[1200]] * 60

    found = scores(steadily(values))

    assert max(found[1200:1230]) > max(found[200:1200])


def test_a_snapshot_is_small() -> None:
    detector = Detector()
    scores(steadily(noise(3000)), detector)

    assert len(detector.snapshot()) < 60_000
