"""Times in tests: after the start, and the start itself."""

from __future__ import annotations

import pytest

from engine.documents.cases.offsets import read_offset, read_start, spell_offset


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("+0s", 0),
        ("+8s", 8_000),
        ("8s", 8_000),
        ("+500ms", 500),
        ("+1m30s", 90_000),
        ("+2h", 7_200_000),
        ("+1d", 86_400_000),
        ("+1w1d", 691_200_000),
    ],
)
def test_a_time_after_the_start(text: str, milliseconds: int) -> None:
    assert read_offset(text) == milliseconds


@pytest.mark.parametrize("text", ["", "+", "10", "-1s", "+1 s", "1x", "+1M", "99999w", "1s" * 40, 10, None])
def test_what_is_no_time_after_the_start(text: object) -> None:
    assert read_offset(text) is None


@pytest.mark.parametrize("text", ["+0s", "+8s", "+1m30s", "+500ms", "+1d1ms", "+2h"])
def test_a_time_is_spelt_as_it_is_written(text: str) -> None:
    milliseconds = read_offset(text)

    assert milliseconds is not None
    assert spell_offset(milliseconds) == text


def test_what_came_before_the_start_is_spelt_too() -> None:
    assert spell_offset(-1_500) == "-1.5s"


@pytest.mark.parametrize("text", ["2026-11-26T03:00:00Z", "2026-11-26T03:00", "2026-11-26T04:00:00+01:00"])
def test_a_start_is_an_instant(text: str) -> None:
    assert read_start(text) == 1_795_662_000_000


@pytest.mark.parametrize(
    "text", ["2026-11-26", "2026-02-31T00:00:00Z", "03:00", "1969-01-01T00:00:00Z", 3, None]
)
def test_what_is_no_start(text: object) -> None:
    assert read_start(text) is None
