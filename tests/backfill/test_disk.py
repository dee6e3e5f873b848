"""A disk without room for a time: what was refused meanwhile comes back, once, and back-fill waits for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from engine.errors import StoreError
from engine.runtime import journal
from tests.backfill.scene import MODERATOR, bans, connected, filled, lose_session, replay_is_equal, signals
from tests.discord.test_supervisor import Running, running


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "RETRY_S", 0.02)


def fill_disk(run: Running) -> Callable[[], None]:
    """No commit is written until what is returned is called."""
    store = run.assembly.engine.store

    def full(batch: Any) -> None:
        raise StoreError("the disk is full")

    store.commit = full
    return lambda: store.__dict__.pop("commit")


async def test_what_was_refused_comes_back(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await connected(run)
        make_room = fill_disk(run)
        entries = {await run.server.ban(MODERATOR)}
        await run.until(lambda: not run.assembly.engine.is_open)
        refused = run.assembly.engine.refused
        entries |= {await run.server.ban(MODERATOR) for _ in range(5)}
        await run.until(lambda: run.assembly.engine.refused >= refused + 5)
        make_room()
        await run.until(lambda: run.assembly.engine.is_open)
        entries |= {await run.server.ban(MODERATOR)}
        await run.until(lambda: "backfill.done" in str(run.assembly.engine.core.known._ids))
        await run.until(lambda: not run.in_gap())
        assert await bans(run) == Counter(entries)
        assert [each.data["cause"] for each in await signals(run, "gateway.gap")] == ["session"]
        assert replay_is_equal(run.assembly.engine.store)


async def test_a_back_fill_waits_for_room_and_goes_on(tmp_path: Path, monkeypatch: Any) -> None:
    with capture_logs() as logs:
        async with running(tmp_path, monkeypatch) as run:
            await connected(run)
            await lose_session(run)
            missed = {await run.server.ban(MODERATOR) for _ in range(600)}
            held = run.server.faults.add("/audit-logs", holds_s=0.2, times=1)
            run.server.sessions.is_away = False
            await run.until(lambda: not held.times)
            make_room = fill_disk(run)
            await run.until(lambda: any(each["event"] == "backfill.waits" for each in logs))
            make_room()
            await filled(run, 2)
            assert await bans(run) == Counter(missed)
            assert replay_is_equal(run.assembly.engine.store)
