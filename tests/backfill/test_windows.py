"""What a window would have counted live it counts when it comes back: a nuke in a gap is noticed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.systems.library import Library
from tests.backfill.scene import MODERATOR, connected, filled, lose_session, replay_is_equal, signals
from tests.discord.test_supervisor import Running, running
from tests.support.loopback.payloads import now_ms

RULES = Path(__file__).parents[2] / "rules"
HOUR_S = 3_600
SECOND_MS = 1_000


class Time:
    """The bot's clock and Discord's, which can be set forward together."""

    ahead = 0

    def __call__(self) -> int:
        return now_ms() + self.ahead

    def forward(self, run: Running, seconds: int) -> None:
        self.ahead += seconds * SECOND_MS
        run.server.ahead = self.ahead


def shipped() -> Any:
    return Library([RULES / "antinuke"]).load().rulebook


async def nuke(run: Running, *, seconds_ago: int) -> None:
    """Ten bans in ten seconds that began so long ago."""
    begun = run.server.now() - seconds_ago * SECOND_MS
    for n in range(10):
        await run.server.ban(MODERATOR, at=begun + n * SECOND_MS)


async def mass_bans(run: Running) -> list[Any]:
    return [each for each in await signals(run) if each.data.get("rule_name") == "mass_ban"]


@pytest.mark.parametrize("away", [20, HOUR_S, 30 * HOUR_S])
async def test_ten_bans_in_a_gap_are_a_mass_ban(tmp_path: Path, monkeypatch: Any, away: int) -> None:
    """Also long after windows went on without the back-fill, which they do after ten minutes."""
    time = Time()
    async with running(tmp_path, monkeypatch, rulebook=shipped(), clock=time) as run:
        await connected(run)
        await lose_session(run)
        await run.until(run.in_gap)
        time.forward(run, away)
        await nuke(run, seconds_ago=away // 2)
        await filled(run, 2)
        (alarm,) = await mass_bans(run)
        assert alarm.actor == MODERATOR
        assert replay_is_equal(run.assembly.engine.store)
