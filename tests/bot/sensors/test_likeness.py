"""What names of one batch of accounts have in common."""

from __future__ import annotations

import pytest

from engine.bot.sensors.likeness import name_shape


@pytest.mark.parametrize(
    "name", ["raider", "raider_01", "RAIDER 77", "r.a.i.d.e.r", "rа1der5", "r\u200baider99"]
)
def test_names_of_one_shape(name: str) -> None:
    assert name_shape(name) == "raider"


def test_only_the_first_letters_count() -> None:
    assert name_shape("abcdefghijkmnopq_1") == name_shape("abcdefghijkmzzzz")


@pytest.mark.parametrize("name", ["bob", "1234567", "", "_x_y_"])
def test_what_has_too_few_letters_has_no_shape(name: str) -> None:
    assert name_shape(name) is None
