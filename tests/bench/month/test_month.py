"""The month says only what sensors say, in order, the same again for the same seed."""

from __future__ import annotations

import pytest

from engine.catalogue import Catalogue
from engine.signal import Signal
from tests.bench.month.month import month
from tests.bench.month.outside import outside
from tests.bench.month.scene import Told
from tests.bench.month.unusual import is_away

FIELDS = frozenset(Signal.__struct_fields__)


@pytest.fixture(scope="module")
def told() -> list[Told]:
    return month(1)


def test_every_field_of_it_is_one_that_the_catalogue_knows(told: list[Told]) -> None:
    catalogue = Catalogue.load()
    unknown = {
        (each.line["type"], name)
        for each in told
        for name in each.line
        if name not in FIELDS and name not in catalogue.types[each.line["type"]].fields
    }
    assert unknown == set()


def test_it_is_in_order_and_nothing_comes_while_discord_is_away(told: list[Told]) -> None:
    times = [each.time for each in told]
    assert times == sorted(times)
    assert {each.line["type"] for each in told if is_away(each.time)} == {"gateway.gap"}


def test_no_field_gives_away_what_is_an_attack(told: list[Told]) -> None:
    assert not any(each.scene and each.scene in map(str, each.line.values()) for each in told)


def test_the_same_seed_tells_the_same_and_another_another() -> None:
    assert outside(3) == outside(3)
    assert outside(3) != outside(4)
