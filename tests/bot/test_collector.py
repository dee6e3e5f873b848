"""What is made for good is made without the collector, and passed by afterwards."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from engine.bot.collector import YOUNG, look_seldom, make_for_good


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()
    gc.enable()


def test_the_collector_rests_meanwhile_and_passes_by_what_was_made() -> None:
    before = gc.get_freeze_count()

    resting, made = make_for_good(lambda: (not gc.isenabled(), [[n] for n in range(1_000)]))

    assert resting
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(made)


def test_what_a_burst_leaves_waiting_is_not_looked_through() -> None:
    gc.set_threshold(700, 10, 10)
    look_seldom()
    gc.collect()
    before = gc.get_stats()[0]["collections"]

    waiting = [[n] for n in range(YOUNG // 2)]

    assert gc.get_stats()[0]["collections"] == before
    waiting += [[n] for n in range(YOUNG)]
    assert gc.get_stats()[0]["collections"] > before
    assert gc.get_threshold()[1:] == (10, 10)


def test_it_goes_on_after_a_fault() -> None:
    with pytest.raises(ZeroDivisionError):
        make_for_good(lambda: 1 // 0)

    assert gc.isenabled()


def test_it_stays_off_where_it_was_off() -> None:
    gc.disable()

    make_for_good(list)

    assert not gc.isenabled()
