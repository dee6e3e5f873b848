"""The formula by itself: where a lone signal lands, where floods end, and what never goes down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.signal import SEVERITIES
from engine.systems.scoring.bands import (
    BAND_OF,
    CRITICAL,
    UNIT,
    WEIGHTS,
    Caps,
    add,
    exponent,
    score_of,
    shares,
    weight,
    weight_for,
)

CAPS = Caps.of()
amounts = st.integers(0, 200 * UNIT)
bands_of = st.lists(amounts, min_size=4, max_size=4)


def score(*severities: str, confidence: float = 1.0) -> float:
    bands = [0, 0, 0, 0]
    for each in severities:
        add(bands, CAPS, BAND_OF[each], weight(WEIGHTS[each], confidence))
    return score_of(exponent(bands, CAPS))


@pytest.mark.parametrize(
    ("severity", "floor"), [("informational", 1), ("low", 5), ("medium", 25), ("high", 50), ("critical", 80)]
)
def test_a_lone_signal_at_full_confidence_lands_on_the_floor_of_its_level(severity: str, floor: int) -> None:
    assert floor <= score(severity) < floor + 0.1


def test_two_that_are_high_and_three() -> None:
    assert (round(score("high", "high")), round(score("high", "high", "high"))) == (72, 83)


@pytest.mark.parametrize(
    ("flood", "most"),
    [(["low"], 21), (["medium"], 73), (["low", "medium"], 73), (["informational", "low"], 21)],
)
def test_where_floods_end(flood: list[str], most: int) -> None:
    assert round(score(*flood * 10_000)) == most


def test_what_is_critical_has_no_cap_for_those_who_rank() -> None:
    bands = [0, 0, 0, 50 * UNIT]
    more = [0, 0, 0, 51 * UNIT]

    assert score_of(exponent(bands, CAPS)) == score_of(exponent(more, CAPS)) == 100
    assert exponent(bands, CAPS) < exponent(more, CAPS)


@given(bands_of, st.integers(0, 3), amounts)
def test_more_is_never_less_and_stays_within_0_and_100(bands: list[int], band: int, more: int) -> None:
    full = [min(CAPS.most(n), each) for n, each in enumerate(bands)]
    after = list(full)
    add(after, CAPS, band, more)

    assert 0 <= score_of(exponent(full, CAPS)) <= score_of(exponent(after, CAPS)) <= 100


@given(bands_of, st.sampled_from(SEVERITIES), st.sampled_from(SEVERITIES), st.floats(0, 1), st.floats(0, 1))
def test_more_severity_or_confidence_is_never_less(
    bands: list[int], one: str, other: str, some: float, sure: float
) -> None:
    less, more = sorted((one, other), key=SEVERITIES.index)
    start = [min(CAPS.most(n), each) for n, each in enumerate(bands)]

    def after(severity: str, confidence: float) -> float:
        found = list(start)
        add(found, CAPS, BAND_OF[severity], weight(WEIGHTS[severity], confidence))
        return score_of(exponent(found, CAPS))

    assert after(less, min(some, sure)) <= after(more, min(some, sure)) + 1e-9
    assert after(less, min(some, sure)) <= after(less, max(some, sure))


@given(bands_of)
def test_shares_are_a_whole(bands: list[int]) -> None:
    found = shares(bands, CAPS)

    assert all(each >= 0 for each in found)
    assert sum(found) == pytest.approx(1 if any(bands) else 0)


@given(st.floats(0, 23.9), st.sampled_from(["low", "medium", "high", "critical"]))
def test_a_weight_is_found_for_the_score_of_a_lone_signal(points: float, severity: str) -> None:
    bands = [0, 0, 0, 0]
    amount = weight_for(points, BAND_OF[severity], CAPS)
    if amount == float("inf"):
        return
    add(bands, CAPS, BAND_OF[severity], weight(amount))

    assert points <= score_of(exponent(bands, CAPS)) + 1e-6 <= points + 0.02


@pytest.mark.parametrize("severity", SEVERITIES[1:])
def test_the_weights_are_those_of_the_floors(severity: str) -> None:
    floor = {"low": 5, "medium": 25, "high": 50, "critical": 80}[severity]

    assert weight_for(floor, BAND_OF[severity], CAPS) == WEIGHTS[severity]
    assert BAND_OF["critical"] == CRITICAL
