"""What the numbers of a field come to: sum, mean, median, percentile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.systems.correlation.community import Community, ms


def rule(type_: str, condition: str, tocsin: str = "{}") -> str:
    return f"""
title: Mentions
correlation:
  type: {type_}
  rules: [message]
  group-by: [actor]
  timespan: 10s
  condition: {{field: mentions, {condition}}}
tocsin: {tocsin}
"""


def told(folder: Path, text: str, *numbers: Any) -> list[float]:
    """When the alerts came of these numbers, one a second."""
    community = Community(folder, text)
    for second, number in enumerate(numbers):
        community.message(second, data={} if number is None else {"mentions": number})
    community.finish()
    return community.times


@pytest.mark.parametrize(
    ("type_", "condition", "numbers", "times"),
    [
        ("value_sum", "gte: 6", (1, 2, 3), [2]),
        ("value_sum", "gt: 6", (1, 2, 3), []),
        ("value_sum", "gte: 0.3", (0.1, 0.2, -7), [1]),
        ("value_sum", "eq: 0", (5, -5), [1]),
        ("value_sum", "gte: 3, lte: 9", (20, -15), [1]),
        ("value_sum", "gte: 3, lte: 9", (20, 5), [10]),
        ("value_avg", "gte: 2", (1, 2, 3), [2]),
        ("value_avg", "lt: 2", (3, 2, 1), [10]),
        ("value_avg", "lt: 2", (2, 1, 3), [1]),
        ("value_median", "gte: 3", (1, 5), [1]),
        ("value_median", "gte: 3", (1, 4), [10]),
        ("value_median", "lt: 3", (9, 1, 2), [2]),
        ("value_percentile", "percentile: 50, lte: 1", (1, 5), [0]),
        ("value_percentile", "percentile: 51, gte: 5", (1, 5), [1]),
        ("value_percentile", "percentile: 0, gte: 2", (3, 2, 1), [0]),
        ("value_percentile", "percentile: 100, gte: 3", (1, 2, 3), [2]),
        ("value_percentile", "percentile: 100, gt: 3", (1, 2, 3), []),
    ],
)
def test_what_numbers_come_to(
    tmp_path: Path, type_: str, condition: str, numbers: tuple[float, ...], times: list[float]
) -> None:
    assert told(tmp_path, rule(type_, condition), *numbers) == times


@pytest.mark.parametrize("number", [3, 3.0, "3", "3.0", "+3e0"])
def test_a_text_that_spells_a_number_is_one(tmp_path: Path, number: Any) -> None:
    assert told(tmp_path, rule("value_sum", "gte: 3"), number) == [0]


@pytest.mark.parametrize("number", [None, "many", "", True, [3], {"a": 3}, 1e301, "1e301", 10**301, "0x3"])
def test_what_is_no_number_counts_as_nothing(tmp_path: Path, number: Any) -> None:
    assert told(tmp_path, rule("value_percentile", "percentile: 0, neq: 2"), number, 2) == []


def test_what_people_wrote_is_no_number(tmp_path: Path) -> None:
    community = Community(tmp_path, rule("value_sum", "gte: 0").replace("mentions", "content"))

    community.message(0, text={"content": "5"})
    community.finish()

    assert community.alerts == []


@pytest.mark.parametrize(("numbers", "times"), [((1e17, 0.25, -1e17), [2]), ((1e17, 0.25), [10])])
def test_a_sum_is_exact_however_the_numbers_came_and_went(
    tmp_path: Path, numbers: tuple[float, ...], times: list[float]
) -> None:
    assert told(tmp_path, rule("value_sum", "eq: 0.25"), *numbers) == times


def test_numbers_are_settled_and_told_with_how_many_there_were(tmp_path: Path) -> None:
    community = Community(tmp_path, rule("value_avg", "gte: 2", "{lateness: 5s}"))

    ids = [community.message(second, data={"mentions": second + 1}) for second in range(3)]
    community.clock(7)
    assert community.alerts == []
    community.clock(7.001)

    (alert,) = community.alerts
    assert (alert.data["value"], alert.data["count"], alert.causes) == (2, 3, 3)
    assert (alert.data["from"], alert.data["to"], alert.cause) == (ms(0), ms(2), tuple(ids))
    assert alert.actor == 7


def test_a_fraction_is_told_as_it_is(tmp_path: Path) -> None:
    community = Community(tmp_path, rule("value_avg", "gt: 1"))

    community.message(0, data={"mentions": 1})
    community.message(1, data={"mentions": 2})
    community.finish()

    assert community.alerts[0].data["value"] == 1.5


def test_a_number_leaves_after_a_whole_timespan(tmp_path: Path) -> None:
    text = rule("value_sum", "gte: 10")
    community = Community(tmp_path, text)

    for at in (0, 10, 29.999, 39.998):
        community.message(at, data={"mentions": 5})
    community.finish()

    assert community.times == [39.998]


def test_a_late_number_counts_and_one_that_is_too_late_does_not(tmp_path: Path) -> None:
    community = Community(tmp_path, rule("value_sum", "gte: 10", "{lateness: 5s}"))

    community.message(10, data={"mentions": 5})
    community.message(9, seen=14, data={"mentions": 5})
    community.message(100, data={"mentions": 5})
    community.message(99, seen=104.001, data={"mentions": 5})
    community.finish()

    assert community.times == [10]


def test_those_without_a_group_are_one(tmp_path: Path) -> None:
    community = Community(tmp_path, rule("value_sum", "gte: 10").replace("[actor]", "[channel]"))

    for at, channel in enumerate((None, 3, None)):
        community.message(at, channel=channel, data={"mentions": 5})
    community.finish()

    assert community.times == [2]
