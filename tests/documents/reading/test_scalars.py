"""What plain scalars mean: YAML 1.2's core schema without its surprises."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.documents.reading.scalars import plain


@pytest.mark.parametrize(("spelling", "value"), [
    ("true", True), ("True", True), ("TRUE", True), ("false", False), ("FALSE", False),
    ("null", None), ("~", None), ("", None),
    ("0", 0), ("-1", -1), ("+1", 1), ("42", 42), ("123456789012345678", 123456789012345678),
    ("18446744073709551615", 2**64 - 1), ("-9223372036854775808", -(2**63)),
    ("1.20", 1.2), ("-0.5", -0.5), (".5", 0.5), ("1e3", 1000.0), ("2E-2", 0.02),
])  # fmt: skip
def test_words_and_decimal_numbers_are_values(spelling: str, value: Any) -> None:
    assert plain(spelling) == value
    assert type(plain(spelling)) is type(value)


@pytest.mark.parametrize("spelling", [
    "on", "off", "yes", "no", "y", "n", "tRUE", "NuLL",
    "0123", "010", "00", "-01", "0o17", "0x1F", "1_000", "0b1",
    "17:00", "09:30", "22:22:22", "2026-01-05", "2026-01-05T10:00:00Z",
    ".inf", "-.INF", ".nan", "inf", "nan", "1e999", "e3", ".", "-", "+", "1.2.3", "+4s",
    "18446744073709551616", "-9223372036854775809", "9" * 200_000, "0." + "1" * 100, "٣",
])  # fmt: skip
def test_all_else_is_text(spelling: str) -> None:
    assert plain(spelling) is spelling


@given(st.integers(min_value=-(2**63), max_value=2**64 - 1))
def test_integers_of_64_bits_come_back(number: int) -> None:
    assert plain(str(number)) == number


@given(st.text() | st.from_regex(re.compile(r"[-+.0-9eE:_xo]{1,40}"), fullmatch=True))
def test_a_value_that_is_not_text_can_be_written_as_json(spelling: str) -> None:
    value = plain(spelling)

    if isinstance(value, float):
        assert abs(value) < float("inf")
    elif isinstance(value, int):
        assert -(2**63) <= value < 2**64
    else:
        assert value is None or value is spelling
