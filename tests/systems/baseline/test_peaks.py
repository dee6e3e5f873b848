"""How often as much came: over all keys of a kind, during the warm-up too."""

from __future__ import annotations

import pytest

from engine.signal import Signal
from engine.systems.baseline.models import peaks
from engine.systems.baseline.models.peaks import Peaks
from tests.systems.baseline.stream import DAY, HOUR, MINUTE, START, baseline, burst, core_of, every, run, told

DAY_S = 86_400.0
HOSTS = "abcdefgh"
BY_KIND = {"by": ["kind", "host"], "bucket": "10m", "season": "none"}


def counted(*heights: float, days: float = 10) -> Peaks:
    made = Peaks(0.0)
    for n, height in enumerate(heights):
        peaks.count(made, days * DAY_S * (n + 1) / len(heights), height)
    return made


def test_what_comes_each_day_lies_a_day_apart() -> None:
    known = counted(*[40.0] * 10)

    assert peaks.digits(known, 10 * DAY_S, 20) == pytest.approx(0, abs=0.1)
    assert peaks.digits(known, 10 * DAY_S, 50) > 1


def test_the_wilder_the_more_seldom() -> None:
    known = counted(3, 10, 4, 60, 5, 12)
    found = [peaks.digits(known, 10 * DAY_S, height) for height in (2, 4, 11, 50, 70, 100, 1_000)]

    assert found == sorted(found)
    assert found[-1] > 5


def test_what_was_never_counted_begins_at_the_floor() -> None:
    nothing = Peaks(0.0)

    assert peaks.digits(nothing, 4 * DAY_S, 5, floor=5) == pytest.approx(1)
    assert peaks.digits(nothing, 4 * DAY_S, 50, floor=5) > 5


def test_an_episode_counts_once_by_the_highest_of_it() -> None:
    grown, once = Peaks(0.0), Peaks(0.0)
    for height, before in ((5, 0), (9, 5), (40, 9)):
        peaks.count(grown, DAY_S, height, before)
    peaks.count(once, DAY_S, 40)

    assert grown.counts == once.counts


def test_what_is_taken_back_is_as_rare_as_if_it_had_never_been() -> None:
    before, after = counted(3, 4, 5), counted(3, 4, 5)
    peaks.count(after, 11 * DAY_S, 300)
    peaks.take_back(after, 300)
    peaks.count(after, 11 * DAY_S, 500, 300)

    assert peaks.digits(after, 12 * DAY_S, 300) == pytest.approx(
        peaks.digits(before, 12 * DAY_S, 300), abs=0.5
    )


def hourly() -> list[Signal]:
    """A kind of alert, once an hour at each of eight hosts."""
    return [
        each for n, host in enumerate(HOSTS) for each in every(HOUR, 4 * DAY, START + n, kind="x", host=host)
    ]


def test_a_burst_that_the_kind_has_at_other_hosts_is_none_at_this_one() -> None:
    core = core_of(baseline(**BY_KIND))
    bursts = [
        each
        for n, host in enumerate(HOSTS[:7])
        for each in burst(60, START + n * 12 * HOUR + MINUTE, kind="x", host=host)
    ]
    run(core, [*hourly(), *bursts])

    assert told(run(core, burst(60, START + 4 * DAY + MINUTE, kind="x", host="h"))) == []
    assert told(run(core, burst(900, START + 4 * DAY + 3 * HOUR, kind="x", host="h")))


def test_the_same_burst_is_told_where_the_kind_never_had_one() -> None:
    core = core_of(baseline(**BY_KIND))
    run(core, hourly())

    assert told(run(core, burst(60, START + 4 * DAY + MINUTE, kind="x", host="h")))
