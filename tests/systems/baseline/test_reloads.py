"""What an edit does to what was learned: a threshold keeps it, what is measured begins anew."""

from __future__ import annotations

from typing import Any

import pytest

from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.systems import KINDS
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
        run(self.core, every(MINUTE, 3 * DAY, host="a", load=5))

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
    def seen(self) -> int:
        state = self.core.cells.get("pack/baseline/usual", (GUILD,))
        return state.seen if isinstance(state, Baseline) else 0


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Another title", "level": "high"}, {"rarity": 5}, {"budget": 9}, {"least": 2},
        {"warm_up": "3d"}, {"half_life": "1w"}, {"direction": "both"}, {"most_keys": 10},
        {"tocsin": {"advice": "Look at it."}}, {"zone": "Europe/Berlin"},
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
        {"by": ["host"]}, {"bucket": "10m"}, {"season": "none"}, {"match": {"load": 5}},
        {"measure": {"distinct": "host"}}, {"logsource": {"product": "alert"}},
    ],
)  # fmt: skip
def test_what_is_measured_otherwise_begins_anew(edit: dict[str, Any]) -> None:
    loop = Loop()

    assert loop.edit(**edit) == "reset"
    assert loop.seen == 0


def test_silence_that_is_asked_for_later_is_told() -> None:
    loop = Loop(season="none", bucket="15m")
    loop.edit(direction="both")
    hours = [each for n in range(1, 200) for each in burst(1, END + n * MINUTE, type="other.x")]

    assert [each.data["reason"] for each in told(run(loop.core, hours))] == ["silent"]


def test_silence_that_is_no_longer_asked_for_wakes_nobody() -> None:
    loop = Loop(season="none", bucket="15m", direction="both")
    loop.edit(direction="up")

    assert [row for row in loop.core.timers if row.document.startswith("pack/")] == []
