"""Durations mean what pySigma says they mean."""

from __future__ import annotations

import pytest
from sigma.correlations import SigmaCorrelationTimespan

from engine.documents.durations import LONGEST, is_in_months, read_duration


@pytest.mark.parametrize("text", ["1s", "10s", "5m", "1h", "1d", "1w", "2M", "1y", "007s"])
def test_a_duration_is_as_long_as_in_sigma(text: str) -> None:
    assert read_duration(text) == SigmaCorrelationTimespan(text).seconds * 1_000


def test_nothing_at_all_is_a_duration() -> None:
    assert read_duration("0s") == 0


@pytest.mark.parametrize("text", ["", "10", "s", "10 s", "-1s", "1.5h", "1h30m", "10S", "١s", "9" * 30 + "s"])
def test_anything_else_is_none(text: str) -> None:
    assert read_duration(text) is None


def test_a_number_is_none() -> None:
    assert read_duration(10) is None


def test_ten_years_are_the_longest() -> None:
    assert read_duration("10y") == LONGEST
    assert read_duration("11y") is None


def test_a_capital_m_is_months() -> None:
    assert is_in_months("1M")
    assert not is_in_months("1m")
    assert not is_in_months("M")
