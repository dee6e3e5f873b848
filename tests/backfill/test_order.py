"""The audit log comes first; a kill in the middle repeats nothing; a guild is filled alone, and later."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from engine.bot.backfill import filler
from engine.bot.backfill.audit import PAGE
from engine.signal import Signal
from tests.backfill.scene import MODERATOR, bans, connected, filled, lose_session, signals
from tests.backfill.scripts import Script, session_lost
from tests.backfill.test_windows import Time, mass_bans, nuke, shipped
from tests.discord.test_supervisor import running
from tests.support.loopback import GUILD, guild, loopback
from tests.support.loopback.payloads import made_ms, now_ms

MINUTE_MS = 60_000


async def test_a_nuke_is_noticed_before_anything_else_is_fetched(tmp_path: Path, monkeypatch: Any) -> None:
    time = Time()
    async with running(tmp_path, monkeypatch, rulebook=shipped(), clock=time) as run:
        await connected(run)
        held = run.server.faults.add("/messages", holds_s=30)
        await lose_session(run)
        time.forward(run, 60)
        await nuke(run, seconds_ago=30)
        await run.server.write("hello")
        run.server.sessions.is_away = False
        alarms: list[Signal] = []
        run.assembly.engine.bus.subscribe("threat.detected", alarms.append)
        await run.until(lambda: any(each.data["rule_name"] == "mass_ban" for each in alarms))
        assert run.in_gap()
        held.times = 0


@pytest.mark.parametrize("pages", [1, 2, 3])
async def test_a_kill_between_two_pages_loses_nothing_and_repeats_nothing(
    tmp_path: Path, monkeypatch: Any, pages: int
) -> None:
    async with loopback(monkeypatch) as server:
        script = Script(tmp_path, server, random.Random(pages))
        await script.start()
        await script.settled()
        await script.bans()
        server.sessions.is_away = True
        await session_lost(script)
        script.entries += [await server.ban(MODERATOR) for _ in range(4 * PAGE)]
        server.sessions.is_away = False
        before = server.audit_pages
        await script.until_read(before + pages)
        await script.end(kill=True)
        await script.start()
        await script.settled()
        read = await script.taken()
        await script.end()
    assert server.audit_pages > before + pages
    assert read == Counter(script.entries)


async def test_after_a_kill_reading_goes_on_near_where_it_stood(tmp_path: Path, monkeypatch: Any) -> None:
    """Entries of ten hours, one a minute: of the pages that were read only minutes are read again."""
    async with loopback(monkeypatch) as server:
        script = Script(tmp_path, server, random.Random(1))
        await script.start()
        await script.settled()
        server.sessions.is_away = True
        await session_lost(script)
        script.assembly.engine.bookmarks.owe(GUILD, now_ms() - 600 * MINUTE_MS)
        begun = now_ms() - 600 * MINUTE_MS
        script.entries += [await server.ban(MODERATOR, at=begun + n * MINUTE_MS) for n in range(600)]
        server.sessions.is_away = False
        await script.until_read(4)
        await script.assembly.engine.journal.durable()
        await script.end(kill=True)
        read = len(server.audit_after)
        await script.start()
        await script.settled()
        taken = await script.taken()
        await script.end()
    assert made_ms(server.audit_after[read]) > begun + 200 * MINUTE_MS
    assert taken == Counter(script.entries)


async def test_a_guild_that_was_out_of_reach_is_filled_by_itself(tmp_path: Path, monkeypatch: Any) -> None:
    time = Time()
    async with running(tmp_path, monkeypatch, rulebook=shipped(), clock=time) as run:
        await connected(run)
        await run.server.go_away()
        await run.until(run.in_gap)
        time.forward(run, 1_800)
        await nuke(run, seconds_ago=900)
        await run.server.come_back()
        await run.until(lambda: not run.in_gap())
        assert len(await mass_bans(run)) == 1
        gaps = [(each.data["cause"], each.guild) for each in await signals(run, "gateway.gap")]
        assert gaps[0] == ("unavailable", GUILD)
        assert ("session", GUILD) in gaps
        (own,) = await signals(run, "backfill.done")
        assert (own.guild, own.data["audit_entries"]) == (GUILD, 10)
        assert (await bans(run)).total() == 10


async def test_a_log_that_does_not_answer_stays_owed_and_is_read_later(
    tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr("engine.bot.backfill.filler.LOG_S", 0.3)
    async with running(tmp_path, monkeypatch) as run:
        await connected(run)
        run.server.faults.add("/audit-logs", status=503)
        await lose_session(run)
        missed = {await run.server.ban(MODERATOR) for _ in range(3)}
        await filled(run, 2)
        assert run.assembly.engine.bookmarks.owed.keys() == {GUILD}
        assert "audit_log" in (await signals(run, "backfill.done"))[0].data["missing"]
        run.server.faults.clear()
        await run.assembly.reconciliation.look_at(run.assembly.client.get_guild(GUILD), 0)
        assert await bans(run) == Counter(missed)
        assert run.assembly.engine.bookmarks.owed == {}


async def test_what_is_owed_outlives_a_start(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("engine.bot.backfill.filler.LOG_S", 0.3)
    async with running(tmp_path, monkeypatch) as run:
        await connected(run)
        run.server.faults.add("/audit-logs", status=503)
        await lose_session(run)
        missed = {await run.server.ban(MODERATOR) for _ in range(3)}
        await filled(run, 2)
        audit = run.server.place(GUILD).audit
    async with running(tmp_path, monkeypatch) as run:
        run.server.place(GUILD).audit[:] = audit
        await filled(run, 1)
        assert await bans(run) == Counter(missed)


async def test_what_is_wrong_with_one_guild_keeps_nothing_from_another(
    tmp_path: Path, monkeypatch: Any
) -> None:
    other = 301
    async with running(tmp_path, monkeypatch, server={"guilds": [guild(), guild(other, 401)]}) as run:
        await connected(run)
        read = filler.read_audit_log

        async def broken(of: Any, *rest: Any) -> Any:
            if of.id == GUILD:
                raise RuntimeError("a fault of ours")
            return await read(of, *rest)

        monkeypatch.setattr(filler, "read_audit_log", broken)
        await lose_session(run)
        missed = {await run.server.ban(MODERATOR, guild=other) for _ in range(3)}
        await run.server.ban(MODERATOR)
        await filled(run, 2)
        assert await bans(run) == Counter(missed)
        assert run.assembly.engine.bookmarks.owed.keys() == {GUILD}
        missing = {each.guild: each.data["missing"] for each in await signals(run, "backfill.done")}
        assert "audit_log" in missing[GUILD]
        assert "audit_log" not in missing[other]


async def test_a_guild_that_takes_too_long_says_what_is_missing(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(filler, "GUILD_S", 0.3)
    async with running(tmp_path, monkeypatch) as run:
        await connected(run)
        run.server.faults.add("/channels/.*/messages", status=503)
        await lose_session(run)
        missed = {await run.server.ban(MODERATOR) for _ in range(3)}
        await run.server.write("lost")
        await filled(run, 2)
        assert await bans(run) == Counter(missed)
        assert "messages" in (await signals(run, "backfill.done"))[0].data["missing"]
        assert run.assembly.engine.bookmarks.owed == {}
