"""Faults of the outside while a case is open: of the disk, the clock, Discord's limits, a guild, the token.

On the loopback Discord, or on simcord with a real store: whatever happens there is one message for the
case, it comes to say what is true, and nobody is called twice for the same.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.bot import discord_clock
from engine.bot.actions import patience
from engine.bot.steady import Steady
from engine.catalogue import shipped
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime import journal
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.replay import verify
from engine.signal import Signal
from engine.store.rows import OutboxState
from tests.backfill.scene import connected
from tests.bot.actions.test_case import alarm, lines, of_cases, with_cases
from tests.discord.test_commands import text
from tests.discord.test_supervisor import Running, running
from tests.discord.world import TEST_KINDS, world
from tests.support.loopback import GUILD
from tests.support.loopback.payloads import CHANNEL, OWNER

HOUR_MS = 3_600_000
MESSAGES = f"/channels/{CHANNEL}/messages"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "RETRY_S", 0.02)
    monkeypatch.setattr(patience, "_FIRST_PAUSE_S", 0.01)


def rulebook() -> Rulebook:
    alerts = {"channel": str(CHANNEL), "mention": str(GUILD + 1)}
    body = {"kind": "settings", "guild": str(GUILD), "alerts": alerts}
    return Rulebook([
        Document("settings", "s", "p", "s.yml", 0, body, {}),
        Document("alarming", "a", "p", "a.yml", 0, {}, {}),
    ])  # fmt: skip


@asynccontextmanager
async def watching(tmp_path: Path, monkeypatch: Any, **options: Any) -> AsyncIterator[Running]:
    async with running(tmp_path, monkeypatch, rulebook=rulebook(), kinds=TEST_KINDS, **options) as run:
        await connected(run)
        yield run


def tell(run: Running, id_: str, severity: str = "high") -> None:
    """An alarm of the one case there is."""
    data = {"rule": "r1", "rule_name": "mass_ban", "title": "Mass ban"}
    engine = run.assembly.engine
    actor = int(OWNER["id"])
    signal = Signal(
        id_, "test.alarm", run.server.now(), guild=GUILD, actor=actor, severity=severity, data=data
    )
    engine.ingest(signal)


def cases(run: Running) -> list[Any]:
    """The messages of cases, as Discord has them now."""
    return [each for each in run.server.messages_of(CHANNEL) if "case " in str(each["embeds"])]


def says(run: Running, count: int) -> bool:
    return any(f"**{count} times**" in str(each["embeds"]) for each in cases(run))


def fill(db: sqlite3.Connection) -> None:
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count = {pages}")


def lock_up(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA query_only = ON")


def free(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA max_page_count = 1000000000")
    db.execute("PRAGMA query_only = OFF")


BROKEN = pytest.mark.parametrize("break_", [fill, lock_up], ids=["full", "read-only"])


async def stuck(run: Running) -> None:
    """Plain events go on until a commit fails."""
    n = 0
    while run.assembly.engine.is_open:
        n += 1
        text = {"content": "x" * 3_000}
        signal = Signal(f"m{n}", "discord.message.create", run.server.now(), guild=GUILD, actor=1, text=text)
        run.assembly.engine.ingest(signal)
        await asyncio.sleep(0.001)


@BROKEN
async def test_a_disk_that_takes_nothing_while_a_case_is_posted_posts_it_once(
    tmp_path: Path, monkeypatch: Any, break_: Any
) -> None:
    async with watching(tmp_path, monkeypatch) as run:
        db = run.assembly.engine.store._db
        run.server.faults.add(MESSAGES, method="POST", holds_s=0.3, times=1)
        tell(run, "a")
        await run.until(lambda: ("POST", MESSAGES) in run.server.requests)
        break_(db)
        await stuck(run)
        await run.until(lambda: cases(run))
        await asyncio.sleep(0.1)  # its end cannot be written down now
        free(db)
        await run.until(lambda: run.assembly.engine.is_open)
        tell(run, "b")
        await run.until(lambda: says(run, 2))
        assert len(cases(run)) == 1
        assert len(run.server.posted) == 1
        store = run.assembly.engine.store
        ready = Programs(TEST_KINDS, shipped(), salt=store.salt, stored=store.rulebook)
        assert verify(store.history(0), Core(ready.empty(), ready.provide)).is_equal


@BROKEN
async def test_one_that_stays_so_ends_it_and_the_next_start_finds_the_message(
    tmp_path: Path, monkeypatch: Any, break_: Any
) -> None:
    monkeypatch.setattr(journal, "GIVE_UP_S", 0.3)
    told: list[str] = []
    async with watching(tmp_path, monkeypatch, failed=told.append) as run:
        run.server.faults.add(MESSAGES, method="POST", holds_s=0.3, times=1)
        tell(run, "a")
        await run.until(lambda: ("POST", MESSAGES) in run.server.requests)
        break_(run.assembly.engine.store._db)
        await stuck(run)
        await run.until(lambda: told)
        await run.until(lambda: cases(run))
        (line,) = told
        assert str(tmp_path / "tocsin.db") in line
        await run.assembly.engine.abandon()
        left = {"_places": run.server._places, "posted": run.server.posted}
    async with watching(tmp_path, monkeypatch, server=left) as run:
        tell(run, "b")
        await run.until(lambda: says(run, 2))
        assert len(cases(run)) == len(run.server.posted) == 1


async def test_limits_that_are_hit_while_a_case_is_edited_lose_nothing_it_says(
    tmp_path: Path, monkeypatch: Any
) -> None:
    async with watching(tmp_path, monkeypatch) as run:
        tell(run, "a")
        await run.until(lambda: cases(run))
        run.server.faults.add(MESSAGES, method="PATCH", status=429, times=8, retry_after=0.05)
        run.server.faults.add(MESSAGES, method="PATCH", status=429, times=2, via=False)
        for n in range(30):
            tell(run, f"b{n}")
            await asyncio.sleep(0.02)
        asked = await run.server.types("ping")
        await run.until(lambda: asked in run.server.answered)
        await run.until(lambda: says(run, 31))
        assert len(cases(run)) == len(run.server.posted) == 1


async def test_a_guild_that_is_out_of_reach_hears_of_its_case_when_it_is_back(
    tmp_path: Path, monkeypatch: Any
) -> None:
    async with watching(tmp_path, monkeypatch) as run:
        tell(run, "a")
        await run.until(lambda: cases(run))
        await run.server.go_away()
        run.server.faults.add(f"/channels/{CHANNEL}", status=503)
        await run.until(run.in_gap)
        for n in range(3):
            tell(run, f"b{n}", "critical")
        await asyncio.sleep(0.3)
        run.server.faults.clear()
        await run.server.come_back()
        await run.until(lambda: not run.in_gap())
        await run.until(lambda: says(run, 4))
        await run.until(lambda: len(run.server.posted) == 2)
        assert len(cases(run)) == 1
        assert "CRITICAL" in run.server.posted[1]["content"]


async def test_a_token_that_is_revoked_while_a_case_is_posted_loses_no_alert(
    tmp_path: Path, monkeypatch: Any
) -> None:
    async with watching(tmp_path, monkeypatch) as run:
        run.server.known_token = False
        tell(run, "a")
        with pytest.raises(Exception, match="no longer knows this token"):
            await run.task
        assert cases(run) == []
    async with watching(tmp_path, monkeypatch) as run:
        await run.until(lambda: cases(run))
        assert "Mass ban" in cases(run)[0]["content"]
        assert len(run.server.posted) == 1


async def test_a_clock_that_is_set_back_keeps_no_case_waiting(tmp_path: Path) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        steady = w.assembly.engine._clock._clock
        right, steady._elapsed = steady._clock, lambda: w.clock() / 1_000
        alarm(w, "a")
        await w.settled()
        steady._clock = lambda: right() - HOUR_MS
        alarm(w, "b", severity="critical")
        await w.settled(5)
        case, rise = w.alerts.history()
        assert (lines(case)[0], case.id) == ("**2 times**", of_cases(w.alerts)[0].id)
        assert rise.content.startswith("🔴 Now CRITICAL")
        steady._clock = right
        alarm(w, "c")
        await w.settled()
        assert lines(of_cases(w.alerts)[0])[0] == "**3 times**"
        states = {each.state for each in w.assembly.client.desk.reader.actions(w.guild.id)}
        assert states == {OutboxState.SENT}


async def test_nor_does_one_that_is_set_back_over_a_restart(tmp_path: Path, monkeypatch: Any) -> None:
    async with world(tmp_path, documents=with_cases) as w:
        alarm(w, "a")
        await w.settled()
        monkeypatch.setattr(discord_clock, "Steady", lambda clock: Steady(clock, lambda: w.clock() / 1_000))
        await w.again(documents=with_cases(w), clock=lambda: w.clock() - HOUR_MS)
        core = w.assembly.engine.core
        before = core.last_seen
        alarm(w, "b", severity="critical")
        await w.settled(5)
        case, rise = w.alerts.history()
        assert (lines(case)[0], case.id) == ("**2 times**", of_cases(w.alerts)[0].id)
        assert rise.content.startswith("🔴 Now CRITICAL")
        assert 4_500 <= core.last_seen - before < 5_000
        assert "TIME STANDS" not in text(await w.owner.slash(w.general, "status"))
