"""The message of a case: what a person can do about it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.bot.views.case import case

BODY: dict[str, Any] = {
    "case": 1, "ref": "abc", "stage": "open", "severity": "critical", "mode": "propose", "title": "Mass ban",
    "by": "actor", "actor": 1, "rules": [{"rule": "mass_ban", "title": "Mass ban", "times": 1}],
    "since": 1_000_000, "last": 1_000_000, "time": 1_000_000, "alerts": 1,
}  # fmt: skip
STOP = "To stop <@1>: take away their roles, or time them out"


@pytest.mark.parametrize("more", [{}, {"people": 30}])
def test_what_the_rule_advises_takes_the_place_of_how_to_stop_somebody(more: dict[str, Any]) -> None:
    lines = case({**BODY, **more, "advice": "Call the owner"}).lines
    assert "Call the owner" in lines
    assert not any(line.startswith(("To stop", "To slow")) for line in lines)


def test_without_advice_it_says_how_to_stop_who_did_it() -> None:
    assert STOP in case(BODY).lines


def test_what_is_of_little_weight_calls_for_no_act() -> None:
    assert "Call the owner" not in case({**BODY, "severity": "low", "advice": "Call the owner"}).lines


def test_an_advice_formats_and_links_nothing() -> None:
    (line,) = [
        each for each in case({**BODY, "advice": "see https://x.example **now**"}).lines if "see" in each
    ]
    assert line == "see https\\:\\/\\/x\\.example \\*\\*now\\*\\*"
