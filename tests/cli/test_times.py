"""Times as files spell them: every spelling of an instant is the same instant."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cli.times import parse_time
from engine.instants import iso

LAST = 253_402_300_799_999
INSTANTS = st.integers(0, LAST)
ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))

FIRST = datetime(1971, 1, 1)  # noqa: DTZ001 - hypothesis wants its bounds without a zone
MOMENTS = st.datetimes(FIRST, datetime(9998, 1, 1))  # noqa: DTZ001


@given(INSTANTS)
def test_what_we_print_is_what_we_read(instant: int) -> None:
    assert parse_time(iso(instant)) == instant


@given(INSTANTS)
def test_seconds_as_text_are_exact(instant: int) -> None:
    assert parse_time(f"{instant // 1000}.{instant % 1000:03d}") == instant


@given(INSTANTS)
def test_seconds_as_a_number_lose_no_millisecond(instant: int) -> None:
    assert parse_time(float(f"{instant // 1000}.{instant % 1000:03d}")) == instant


@given(st.integers(0, LAST // 1000))
def test_whole_seconds_are_seconds(seconds: int) -> None:
    assert parse_time(seconds) == seconds * 1000


@given(MOMENTS, ZONES)
def test_a_zone_moves_nothing(naive: datetime, zone: timezone) -> None:
    moment = naive.replace(tzinfo=zone)
    expected = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert parse_time(moment.isoformat()) == expected


@given(MOMENTS)
def test_without_a_zone_utc_is_meant(moment: datetime) -> None:
    assert parse_time(moment.isoformat(" ")) == parse_time(moment.replace(tzinfo=UTC).isoformat())


@pytest.mark.parametrize(
    ("spelling", "instant"),
    [
        ("2026-01-05", 1_767_571_200_000),
        ("2026-01-05T17:00:00Z", 1_767_632_400_000),
        ("2026-01-05t17:00:00z", 1_767_632_400_000),
        ("2026-01-05 18:00:00.1239+01:00", 1_767_632_400_123),
        (" 1767632400 ", 1_767_632_400_000),
        ("1.7676324e9", 1_767_632_400_000),
        (1_767_632_400.0009, 1_767_632_400_000),
        (0, 0),
    ],
)
def test_spellings(spelling: object, instant: int) -> None:
    assert parse_time(spelling) == instant


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("yesterday", "ISO 8601"),
        ("", "ISO 8601"),
        ("2026-13-05", "no such time"),
        ("2026-01-05T25:00", "no such time"),
        (1_767_632_400_000, "milliseconds"),
        ("1767632400000", "milliseconds"),
        (-1, "before 1970"),
        ("1969-12-31", "before 1970"),
        (float("nan"), "out of range"),
        (float("inf"), "out of range"),
        ("9" * 24, "out of range"),
        ("9" * 100, "ISO 8601"),
        (True, "ISO 8601"),
        ([], "ISO 8601"),
    ],
)
def test_what_is_no_time_is_said(value: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_time(value)


@given(st.text() | st.integers() | st.floats() | st.binary())
def test_nothing_else_is_ever_raised(value: object) -> None:
    with contextlib.suppress(ValueError):
        assert 0 <= parse_time(value) <= LAST
