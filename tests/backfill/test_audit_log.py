"""The audit log of a gap comes back through the live entrance: every entry, each once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from engine.bot.backfill.audit import LOOK_BACK_MS, OVERLAP_MS, where_to_begin
from engine.bot.backfill.instants import first_id_at
from engine.catalogue.catalogue import shipped
from tests.backfill.scene import MODERATOR, bans, connected, filled, lose_session, signals
from tests.catalogue.conformance import faults
from tests.discord.test_supervisor import running
from tests.support.loopback.payloads import GUILD, made_ms, now_ms


async def test_entries_of_a_gap_come_back_once_each(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await connected(run)
        live = {await run.server.ban(MODERATOR) for _ in range(3)}
        await run.until(lambda: run.assembly.engine.core.seq > 3)
        await lose_session(run)
        missed = {await run.server.ban(MODERATOR) for _ in range(250)}
        await filled(run, 2)
        assert await bans(run) == Counter(live | missed)
        sources = {each.id: each.data.get("source") for each in await signals(run, "discord.member.ban")}
        assert {id_ for id_, source in sources.items() if source} == {f"audit:{id_}" for id_ in missed}


async def test_the_end_says_what_came_back_and_what_could_not(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await connected(run)
        await lose_session(run)
        for _ in range(4):
            await run.server.ban(MODERATOR)
        await filled(run, 2)
        own, every = await signals(run, "backfill.done")
        assert (own.guild, every.guild) == (GUILD, None)
        assert own.data["audit_entries"] == every.data["audit_entries"] == 4
        assert every.data["guilds"] == 1
        assert [fault for each in await run.signals() for fault in faults(shipped(), each)] == []
        assert {"message_edits", "message_deletes", "reactions", "voice"} <= set(own.data["missing"])
        assert "audit_log" not in own.data["missing"]
        lost, again = await signals(run, "gateway.gap")
        assert (lost.data["cause"], again.data["cause"]) == ("disconnect", "session")
        assert again.data["since"] == lost.data["since"]


async def test_what_came_live_meanwhile_is_not_counted_twice(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await connected(run)
        held = run.server.faults.add("/audit-logs", holds_s=0.5, times=1)
        await lose_session(run)
        missed = {await run.server.ban(MODERATOR)}
        run.server.sessions.is_away = False
        await run.until(lambda: not held.times)
        live = {await run.server.ban(MODERATOR)}
        await filled(run, 2)
        assert await bans(run) == Counter(missed | live)


async def test_a_log_that_may_not_be_read_is_said_to_be_missing(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await connected(run)
        run.server.faults.add("/audit-logs", status=403, code=50013)
        await lose_session(run)
        await filled(run, 2)
        (own, _) = await signals(run, "backfill.done")
        assert "audit_log" in own.data["missing"]
        assert run.server.requests.count(("GET", f"/guilds/{GUILD}/audit-logs")) == 1


async def test_a_log_that_is_out_of_order_for_a_while_is_waited_for(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await connected(run)
        run.server.faults.add("/audit-logs", status=503, times=1)
        run.server.faults.add("/audit-logs", status=429, times=2)
        await lose_session(run)
        missed = {await run.server.ban(MODERATOR) for _ in range(3)}
        await filled(run, 2)
        assert await bans(run) == Counter(missed)


async def test_an_entry_that_nobody_can_read_costs_itself_alone(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await connected(run)
        await lose_session(run)
        before = await run.server.ban(MODERATOR)
        await run.server.record(72, MODERATOR, 1, options={"channel_id": "x", "count": []})
        after = await run.server.ban(MODERATOR)
        await filled(run, 2)
        assert await bans(run) == Counter({before, after})


def test_it_begins_a_little_before_the_bookmark() -> None:
    now = now_ms()
    read = first_id_at(now - 60_000)
    assert made_ms(where_to_begin(read, now)) == now - 60_000 - OVERLAP_MS


def test_it_begins_no_further_back_than_ids_are_known() -> None:
    now = now_ms()
    assert made_ms(where_to_begin(first_id_at(1), now)) == now - LOOK_BACK_MS
    assert made_ms(where_to_begin(0, now)) == now - LOOK_BACK_MS
