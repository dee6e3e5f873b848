"""What an edit does to what was learned: a threshold keeps it, what is measured begins anew."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.usual import baselines_of
from engine.signal import Signal
from engine.systems import KINDS
from engine.systems.baseline.report import known, week
from engine.systems.baseline.spec import BaselineSpec
from engine.systems.baseline.state import Baseline
from tests.systems.baseline.stream import (
    CATALOGUE,
    DAY,
    GUILD,
    MINUTE,
    START,
    baseline,
    burst,
    every,
    run,
    told,
)

END = START + 3 * DAY


class Loop:
    """A loop whose one document can be edited."""

    def __init__(self, **body: Any) -> None:
        self.ready = Programs(KINDS, CATALOGUE)
        self.body = {"bucket": "5m", **body}
        program = self.ready.add(Rulebook([baseline(**self.body)]))
        self.core = Core(program, self.ready.provide)
        signals = every(MINUTE, 3 * DAY, host="a", load=5)
        for n, each in enumerate(signals):
            each.data["n"] = f"n{n % 20}"
        run(self.core, signals)

    def edit(self, **body: Any) -> str:
        """Put another version in force; says what became of the state."""
        self.body = {name: each for name, each in {**self.body, **body}.items() if each is not None}
        rulebook = Rulebook([baseline(**self.body)])
        self.ready.add(rulebook)
        n = self.core.seq
        reload = Signal(f"reload:{n}", "rulebook.loaded", END, data={"hash": rulebook.hash})
        (row, *_) = self.core.take(reload, END) or []
        return next(name for name in ("kept", "trimmed", "reset", "archived") if row.signal.data.get(name))

    @property
    def known(self) -> tuple[BaselineSpec, Baseline]:
        ((_, spec, state),) = baselines_of(self.core, GUILD)
        return spec, state

    @property
    def seen(self) -> int:
        state = self.core.cells.get("pack/baseline/usual", (GUILD,))
        return state.seen if isinstance(state, Baseline) else 0


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Another title", "level": "high"}, {"rarity": 5}, {"budget": 9}, {"least": 2},
        {"warm_up": "3d"}, {"half_life": "1w"}, {"direction": "both"}, {"most_keys": 10},
        {"tocsin": {"advice": "Look at it."}}, {"zone": "Europe/Berlin"}, {"season": "hour_of_day"},
        {"shape": True},
    ],
)  # fmt: skip
def test_what_is_told_can_change_without_losing_what_was_learned(edit: dict[str, Any]) -> None:
    loop = Loop()

    assert loop.edit(**edit) == "kept"
    assert loop.seen == 3 * DAY // MINUTE
    assert len(told(run(loop.core, burst(60, END + 1)))) >= 1


@pytest.mark.parametrize(
    "edit",
    [
        {"by": ["host"]}, {"bucket": "10m"}, {"match": {"load": 5}}, {"logsource": {"product": "alert"}},
        {"measure": {"distinct": "host"}}, {"measure": {"new": "host"}, "season": None, "bucket": None},
    ],
)  # fmt: skip
def test_what_is_measured_otherwise_begins_anew(edit: dict[str, Any]) -> None:
    loop = Loop()

    assert loop.edit(**edit) == "reset"
    assert loop.seen == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"season": "hour_of_week"}, {"season": "none"}), ({"season": "hour_of_day"}, {"season": "none"}),
        ({"by": ["n"]}, {"most_keys": 3}), ({"shape": True}, {"shape": None}),
        ({"measure": {"new": "host"}, "by": ["n"], "bucket": None}, {"most_keys": 3}),
        ({"shape": True, "season": "none"}, {"season": "hour_of_week"}),
    ],
)  # fmt: skip
def test_what_means_nothing_any_more_goes_and_the_rest_stays(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    loop = Loop(**before)

    assert loop.edit(**after) == "trimmed"
    assert loop.seen == 3 * DAY // MINUTE


@pytest.mark.parametrize(("before", "after"), [*permutations(("hour_of_day", "hour_of_week", "none"), 2)])
def test_the_level_goes_on_under_another_season(before: str, after: str) -> None:
    loop = Loop(season=before)
    loop.edit(season=after)
    run(loop.core, every(MINUTE, DAY, END, host="a", load=5))

    (usual,) = known(*loop.known, END + DAY).usual
    assert 4.9 < usual.mean < 5.1
    assert told(run(loop.core, burst(60, END + DAY)))


@pytest.mark.parametrize("season", ["hour_of_day", "hour_of_week"])
def test_what_is_usual_at_an_hour_is_usual_at_the_same_hour_of_another_zone(season: str) -> None:
    loop = Loop(season=season, zone="UTC")
    busy = [each for day in range(8) for each in burst(600, END + day * DAY, 5_000)]
    run(loop.core, [*busy, *every(MINUTE, 8 * DAY, END)])
    before, was = peak(loop), week(*loop.known)
    loop.edit(zone="Asia/Tokyo")

    assert peak(loop) == before + 9
    assert sorted(week(*loop.known)) == pytest.approx(sorted(was))


def peak(loop: Loop) -> int:
    profile = week(*loop.known)[:24]
    return profile.index(max(profile))


def test_silence_that_is_asked_for_later_is_told() -> None:
    loop = Loop(season="none", bucket="15m")
    loop.edit(direction="both")
    hours = [each for n in range(1, 200) for each in burst(1, END + n * MINUTE, type="other.x")]

    assert [each.data["reason"] for each in told(run(loop.core, hours))] == ["silent"]


def test_silence_that_is_no_longer_asked_for_wakes_nobody() -> None:
    loop = Loop(season="none", bucket="15m", direction="both")
    loop.edit(direction="up")

    assert [row for row in loop.core.timers if row.document.startswith("pack/")] == []
