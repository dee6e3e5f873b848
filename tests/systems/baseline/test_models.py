"""The models of what is usual: rates, values, hours of the week, and the mathematics of digits."""

from __future__ import annotations

import math
import random
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.systems.baseline.models import budget, novelty, season
from engine.systems.baseline.models.digits import (
    from_score,
    negative_binomial,
    score,
    within_evidence,
)
from engine.systems.baseline.models.gate import Gate, level, opens, tell
from engine.systems.baseline.models.rate import Rate, RateState
from engine.systems.baseline.models.season import Season
from engine.systems.baseline.models.value import DAY, Value, ValueState
from engine.systems.baseline.models.wall_clock import WallClock

DIGITS = st.floats(min_value=0, max_value=1e6)


def mass(count: int, mean: float, size: float) -> float:
    """The probability of exactly so many, straight from the definition."""
    return math.exp(
        math.lgamma(count + size)
        - math.lgamma(size)
        - math.lgamma(count + 1)
        + size * math.log(size / (size + mean))
        + count * math.log(mean / (size + mean))
    )


@given(st.integers(0, 80), st.floats(0.05, 30), st.floats(0.05, 50))
def test_digits_of_counts_never_say_more_than_the_exact_tail(count: int, mean: float, size: float) -> None:
    found = negative_binomial(count, mean, size)

    if count > mean:
        exact = -math.log10(math.fsum(mass(each, mean, size) for each in range(count, count + 4000)))
        assert -1e-6 <= found <= exact + 1e-3
    else:
        exact = -math.log10(math.fsum(mass(each, mean, size) for each in range(count + 1)))
        assert -exact - 1e-3 <= found <= 1e-6


def test_digits_far_out_are_those_of_the_exact_tail() -> None:
    exact = -math.log10(math.fsum(mass(each, 5.0, 8.0) for each in range(50, 3000)))

    assert negative_binomial(50, 5.0, 8.0) == pytest.approx(exact, abs=0.05)
    assert negative_binomial(0, 30.0, 8.0) == pytest.approx(math.log10(mass(0, 30.0, 8.0)), abs=1e-9)


@given(DIGITS, DIGITS)
def test_scores_keep_the_order_of_digits(one: float, other: float) -> None:
    assert (score(one) < score(other)) == (one < other) or score(one) == score(other)
    assert 0 <= score(one) < 1
    assert from_score(score(one)) == pytest.approx(one, rel=1e-6)


@given(DIGITS, DIGITS, st.integers(0, 10**9))
def test_evidence_keeps_the_order_and_never_adds(one: float, other: float, seen: int) -> None:
    low, high = sorted((one, other))

    assert within_evidence(low, seen) <= within_evidence(high, seen) <= high


# Rates


def rate_after(
    counts: list[int], *, bucket: float = 300.0, seasonal: bool = False
) -> tuple[Rate, RateState, float]:
    model = Rate(bucket=bucket, season=seasonal)
    state = model.fresh()
    for n, count in enumerate(counts):
        model.advance(state, n * bucket)
        if count:
            model.learn(state, n * bucket, count)
    end = len(counts) * bucket
    model.advance(state, end)
    return model, state, end


@pytest.mark.parametrize("seasonal", [False, True])
@pytest.mark.parametrize("usual", [5, 12, 100])
@pytest.mark.parametrize("seed", range(5))
def test_ten_times_what_is_usual_is_always_rare(*, usual: int, seed: int, seasonal: bool) -> None:
    rng = random.Random(seed)
    counts = [sum(rng.random() < usual / 500 for _ in range(500)) for _ in range(300)]
    model, state, now = rate_after(counts, seasonal=seasonal)

    assert model.judge(state, now, 10 * usual).digits > 3
    assert model.judge(state, now, usual).digits < 1


def test_a_rate_says_nothing_of_its_first_buckets() -> None:
    model, state, now = rate_after([3, 4, 2])

    assert model.judge(state, now, 1000).digits == 0


def test_the_same_count_in_every_bucket_is_never_rare() -> None:
    model, state, now = rate_after([7] * 500)

    assert model.judge(state, now, 7).digits < 1


@given(st.lists(st.integers(0, 6), min_size=12, max_size=40), st.integers(1, 60))
def test_empty_buckets_are_learned_in_one_step_as_one_by_one(counts: list[int], empty: int) -> None:
    model, at_once, end = rate_after(counts)
    stepwise = msgspec.structs.replace(at_once)

    model.advance(at_once, end + empty * 300.0)
    for n in range(1, empty + 1):
        model.advance(stepwise, end + n * 300.0)

    assert at_once.buckets == stepwise.buckets
    assert at_once.b == pytest.approx(stepwise.b)
    assert at_once.a == pytest.approx(stepwise.a)


def test_silence_is_told_where_much_was_to_be_expected() -> None:
    rng = random.Random(3)
    model, state, now = rate_after([rng.randint(15, 25) for _ in range(500)])

    found = model.silence(state, now + 900)

    assert found.reason == "silent"
    assert found.digits > 3
    model, state, now = rate_after([rng.randint(0, 1) for _ in range(500)])
    assert model.silence(state, now + 900).digits == 0


def test_a_new_key_begins_with_the_rate_beside_it() -> None:
    model, parent, _ = rate_after([20] * 300)

    child = model.fresh(parent, 0.5)

    assert child.a / child.b == pytest.approx(10, rel=0.01)
    assert child.buckets == 0


def test_a_busy_hour_of_each_day_is_usual_at_that_hour() -> None:
    counts = [40 if n % 24 == 20 else 4 for n in range(24 * 28)]
    model, state, now = rate_after(counts, bucket=3_600.0, seasonal=True)

    busy = model.judge(state, now + 20 * 3_600, 40)
    odd = model.judge(state, now + 9 * 3_600, 40)

    assert busy.digits < 1
    assert odd.digits > 3


# Values


def value_after(values: list[float], *, every: float = 300.0) -> tuple[Value, ValueState, float]:
    model = Value()
    state = model.fresh()
    for n, value in enumerate(values):
        model.learn(state, n * every, value)
    return model, state, len(values) * every


def test_a_level_that_stays_for_more_than_a_day_is_adopted() -> None:
    rng = random.Random(1)
    model, state, now = value_after([rng.gauss(10, 1) for _ in range(3000)])
    assert model.judge(state, now, 25.0).digits > 3

    for n in range(600):
        model.learn(state, now + n * 300, rng.gauss(25, 1))

    assert now < state.adopted <= now + 600 * 300
    assert model.judge(state, now + 601 * 300, 25.0).digits < 1.5
    assert state.adopted - now > DAY


def test_one_wild_value_hides_no_other() -> None:
    rng = random.Random(2)
    model, state, now = value_after([rng.gauss(10, 1) for _ in range(1000)])

    before = model.judge(state, now, 40.0).digits
    model.learn(state, now, 1e9)

    assert model.judge(state, now + 300, 40.0).digits > 0.8 * before


def test_what_is_not_finite_teaches_nothing() -> None:
    model, state, now = value_after([1.0, 2.0, 3.0])
    before = msgspec.json.encode(state)

    model.learn(state, now, math.nan)
    model.learn(state, now, math.inf)

    assert msgspec.json.encode(state) == before


# Hours, budget, novelty, the gate


@given(
    st.integers(0, 2**31), st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Etc/UTC"])
)
def test_the_hour_of_the_week_is_that_of_the_wall(time: int, zone: str) -> None:
    local = datetime.fromtimestamp(time, ZoneInfo(zone))

    assert WallClock(zone).hour_of_week(time) == local.weekday() * 24 + local.hour


def test_a_season_falls_back_on_the_hour_of_the_day() -> None:
    made = Season()
    for day in range(4):
        season.learn(made, day * 24 + 9, 10.0, 1.0)

    assert season.offset(made, 5 * 24 + 9) > 4
    assert season.offset(made, 5 * 24 + 10) == 0


def test_the_budget_sets_the_threshold() -> None:
    assert budget.threshold(1_000_000, 2) == pytest.approx(5.7, abs=0.01)
    assert budget.threshold(10, 2) == 3


def test_a_first_time_is_rare_where_new_ones_are() -> None:
    assert novelty.digits(10_000, 9, 10 * DAY) == pytest.approx(3, abs=0.01)
    assert novelty.digits(10_000, 9_000, 10 * DAY) < 0.1
    assert novelty.digits(10_000, 9, 3_600) == 0
    assert novelty.digits(100, 9, 10 * DAY) == 0


def test_an_episode_is_told_again_only_when_it_is_worse_or_forgotten() -> None:
    gate = Gate()
    assert opens(gate, 0, 4, 3_600)
    tell(gate, 0, 4)

    assert not opens(gate, 60, 4.5, 3_600)
    assert opens(gate, 60, 6, 3_600)
    assert opens(gate, 7_200, 4, 3_600)
    assert level(gate, 3_600, 3_600) == 2
