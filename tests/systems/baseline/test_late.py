"""What comes late: after a gap all of it at once, else a moment after the bucket is over."""

from __future__ import annotations

from typing import Any

import pytest

from engine.runtime.core import Core
from engine.runtime.usual import baselines_of
from engine.signal import Signal
from engine.store.rows import Row
from engine.systems.baseline.report import known, week
from tests.systems.baseline.stream import (
    DAY,
    GUILD,
    HOUR,
    MINUTE,
    START,
    baseline,
    burst,
    core_of,
    every,
    run,
    told,
)

BEGIN = START + 4 * DAY
"""When the gap begins; it is over three hours later."""
END = BEGIN + 3 * HOUR
SEASONS = pytest.mark.parametrize("season", ["none", "hour_of_week"])


def after_gap(core: Core, missed: list[Signal]) -> list[Row]:
    """What was missed is fetched while ordinary signals come, one in ten seconds of each."""
    live = every(MINUTE, 2 * HOUR, END, host="a")
    missed = sorted(missed, key=lambda each: each.time)
    rows: list[Row] = []
    for each in live:
        rows += core.take(each, each.time) or ()
        for late in missed[:12]:
            rows += core.take(late, each.time) or ()
        missed = missed[12:]
    assert not missed
    return rows


def usual(**body: Any) -> Core:
    core = core_of(baseline(bucket="15m", **body))
    run(core, every(MINUTE, 4 * DAY, host="a"))
    return core


def mean(core: Core) -> float:
    ((_, spec, state),) = baselines_of(core, GUILD)
    (usual,) = known(spec, state, END).usual
    return usual.mean


@SEASONS
@pytest.mark.parametrize("by", [[], ["host"]])
def test_what_a_gap_kept_back_is_no_burst_when_it_comes(season: str, by: list[str]) -> None:
    core = usual(season=season, by=by)
    rows = after_gap(core, every(MINUTE, 3 * HOUR, BEGIN, host="a"))

    assert told(rows) == []
    assert mean(core) == pytest.approx(15, rel=0.002)


@SEASONS
def test_a_burst_that_a_gap_kept_back_is_learned_as_little_as_one_in_time(season: str) -> None:
    core = usual(season=season)
    raid = burst(600, BEGIN + HOUR + MINUTE, 1_000)
    after_gap(core, [*every(MINUTE, 3 * HOUR, BEGIN), *raid])

    assert mean(core) < 15.4


@pytest.mark.parametrize(("season", "about"), [("hour_of_day", 0.02), ("hour_of_week", 0.2)])
def test_hours_of_a_gap_are_as_usual_as_they_were(season: str, about: float) -> None:
    core = usual(season=season)
    ((_, spec, state),) = baselines_of(core, GUILD)
    before = week(spec, state)
    after_gap(core, every(MINUTE, 3 * HOUR, BEGIN))

    assert week(spec, state) == pytest.approx(before, rel=about)


def test_who_comes_a_moment_late_is_counted_where_it_belongs() -> None:
    core = usual(season="none")
    swapped = every(MINUTE, 2 * DAY, BEGIN)
    for n in range(14, len(swapped) - 1, 15):  # the last of a bucket after the first of the next
        swapped[n], swapped[n + 1] = swapped[n + 1], swapped[n]
    now = BEGIN
    for each in swapped:
        now = max(now, each.time)
        assert not told(core.take(each, now) or ())

    assert mean(core) == pytest.approx(15, rel=0.002)


def test_different_values_that_come_late_change_nothing() -> None:
    core = core_of(baseline(measure={"distinct": "host"}, bucket="15m"))
    run(core, [each for h in "abc" for each in every(5 * MINUTE, 4 * DAY, START + ord(h), host=h)])
    before = mean(core)
    rows = after_gap(core, [*burst(100, BEGIN + HOUR, host="z")])

    assert told(rows) == []
    assert mean(core) == pytest.approx(before, rel=0.2)
