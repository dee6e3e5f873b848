"""Messages and joins of a gap come back, in the order in which they were; what is left out is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.bot.backfill import history
from tests.backfill.scene import connected, filled, lose_session, signals
from tests.discord.test_supervisor import Running, running
from tests.support.loopback.payloads import CHANNEL, channel, user

BO, CY = user(10**17 + 1, "bo"), user(10**17 + 2, "cy")
OTHER = 401


def two_channels(run: Running) -> None:
    run.server.guilds[0]["channels"].append(channel(OTHER, "other", 1))


async def contents(run: Running) -> list[str]:
    return [each.text["content"] for each in await signals(run, "discord.message.create") if each.text]


async def test_messages_come_back_in_their_order_over_channels(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        two_channels(run)
        await connected(run)
        await run.server.write("before")
        await run.until(lambda: run.assembly.client.cached_messages)
        await lose_session(run)
        for n in range(6):
            await run.server.write(f"m{n}", author=BO, channel=(CHANNEL, OTHER)[n % 2])
        await filled(run, 2)
        assert await contents(run) == ["before", *(f"m{n}" for n in range(6))]
        (own, _) = await signals(run, "backfill.done")
        assert own.data["messages"] == 6
        assert "messages" not in own.data["missing"]


async def test_of_too_many_the_newest_come_and_the_rest_is_said(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(history, "MOST_OF_ONE", 100)
    async with running(tmp_path, monkeypatch) as run:
        await connected(run)
        await lose_session(run)
        for n in range(130):
            await run.server.write(f"m{n}", author=BO)
        await filled(run, 2)
        assert await contents(run) == [f"m{n}" for n in range(30, 130)]
        (own, _) = await signals(run, "backfill.done")
        assert "messages" in own.data["missing"]
        assert own.data["unread_channels"] == 1


async def test_a_channel_in_which_nothing_was_written_costs_no_request(
    tmp_path: Path, monkeypatch: Any
) -> None:
    async with running(tmp_path, monkeypatch) as run:
        two_channels(run)
        await connected(run)
        await lose_session(run)
        await run.server.write("here", author=BO)
        await filled(run, 2)
        asked = [path for _, path in run.server.requests if path.endswith("/messages")]
        assert asked == [f"/channels/{CHANNEL}/messages"]


async def test_a_channel_that_cannot_be_read_keeps_no_other_from_it(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        two_channels(run)
        await connected(run)
        run.server.faults.add(f"/channels/{OTHER}/messages", status=403)
        await lose_session(run)
        await run.server.write("hidden", channel=OTHER)
        await run.server.write("seen", author=BO)
        await filled(run, 2)
        assert await contents(run) == ["seen"]
        (own, _) = await signals(run, "backfill.done")
        assert own.data["unread_channels"] == 1


async def test_who_joined_meanwhile_is_found(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        await connected(run)
        await run.server.join(int(BO["id"]))
        await run.until(lambda: run.assembly.client.guilds[0].member_count == 3)
        await lose_session(run)
        await run.server.join(int(CY["id"]))
        await filled(run, 2)
        joins = await signals(run, "discord.member.join")
        assert [(each.actor, each.data.get("source")) for each in joins] == [
            (int(BO["id"]), None),
            (int(CY["id"]), "backfill"),
        ]
