"""What a server was made of is held against what it is made of: differences are told, once, and unsure."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from engine.bot.inventory.stocktaking import CONFIDENCE
from engine.catalogue.catalogue import shipped
from engine.signal import Signal
from tests.backfill.scene import MODERATOR, connected, filled, lose_session, replay_is_equal, signals
from tests.catalogue.conformance import faults
from tests.discord.test_supervisor import Running, running
from tests.support.loopback.payloads import CHANNEL, GUILD, OWNER, channel, role, user

STAFF, PLAIN, OTHER = 500, 501, 402
BO = 10**17 + 1
BAN = 1 << 2


def furnish(run: Running) -> None:
    """Two roles, two channels, a member, an invitation and a webhook."""
    guild = run.server.guilds[0]
    guild["roles"] += [role(STAFF, "Staff", BAN, 2), role(PLAIN, "Plain", 0, 1)]
    guild["channels"].append(channel(OTHER, "other", 1))
    place = run.server.place(GUILD)
    place.invites.append(invite("old"))
    place.webhooks.append(webhook(1, CHANNEL, "feed"))


def invite(code: str) -> dict[str, Any]:
    return {
        "code": code, "type": 0, "channel": {"id": str(CHANNEL), "name": "general", "type": 0},
        "guild": {"id": str(GUILD), "name": "Nature Club"}, "uses": 0, "max_uses": 0, "max_age": 0,
        "temporary": False, "created_at": "2026-01-01T00:00:00+00:00", "inviter": OWNER,
    }  # fmt: skip


def webhook(id_: int, channel_id: int, name: str) -> dict[str, Any]:
    return {"id": str(id_), "type": 1, "channel_id": str(channel_id), "guild_id": str(GUILD), "name": name,
            "avatar": None, "application_id": None}  # fmt: skip


async def settled(run: Running) -> None:
    """Connected, and everything that has to be asked for was looked at once."""
    await connected(run)
    guild = run.assembly.client.get_guild(GUILD)
    for number in range(3):
        await run.assembly.reconciliation.look_at(guild, number)


def found(of: list[Signal]) -> list[Signal]:
    return [each for each in of if each.data.get("source") == "backfill" and each.confidence is not None]


def change_role(run: Running) -> None:
    run.server.place(GUILD).role(PLAIN)["permissions"] = str(BAN)


def delete_role(run: Running) -> None:
    guild = run.server.guilds[0]
    guild["roles"] = [each for each in guild["roles"] if each["id"] != str(PLAIN)]


def make_role(run: Running) -> None:
    run.server.guilds[0]["roles"].append(role(502, "New", 0, 1))


def change_overwrites(run: Running) -> None:
    deny = {"id": str(STAFF), "type": 0, "allow": "0", "deny": "1024"}
    run.server.place(GUILD).channel(OTHER)["permission_overwrites"] = [deny]


def delete_channel(run: Running) -> None:
    guild = run.server.guilds[0]
    guild["channels"] = [each for each in guild["channels"] if each["id"] != str(OTHER)]


def give_role(run: Running) -> None:
    run.server.place(GUILD).person(int(OWNER["id"]))["roles"] = [str(STAFF)]


def lose_member(run: Running) -> None:
    run.server.place(GUILD).remove_member(int(OWNER["id"]))


def lose_invite(run: Running) -> None:
    run.server.place(GUILD).invites.clear()


def make_invite(run: Running) -> None:
    run.server.place(GUILD).invites.append(invite("new"))


def make_webhook(run: Running) -> None:
    run.server.place(GUILD).webhooks.append(webhook(2, OTHER, "mine"))


def rename_webhook(run: Running) -> None:
    run.server.place(GUILD).webhooks[0]["name"] = "another"


def ban(run: Running) -> None:
    run.server.place(GUILD).bans[BO] = {"user": user(BO), "reason": None}


Expected = tuple[str, int | None, dict[str, Any]]
"""Type, target, and some of the data."""
CHANGES = [
    (change_role, "discord.gateway.role.update", PLAIN, {"permissions_gained": ["ban_members"]}),
    (delete_role, "discord.gateway.role.delete", PLAIN, {}),
    (make_role, "discord.gateway.role.create", 502, {}),
    (change_overwrites, "discord.gateway.channel.update", OTHER, {"changed": ["overwrites"]}),
    (delete_channel, "discord.gateway.channel.delete", OTHER, {"channel_type": "text"}),
    (give_role, "discord.gateway.member.roles", int(OWNER["id"]), {"roles_added": [STAFF]}),
    (lose_member, "discord.member.leave", int(OWNER["id"]), {}),
    (lose_invite, "discord.gateway.invite.delete", None, {"code": "old"}),
    (make_invite, "discord.gateway.invite.create", None, {"code": "new"}),
    (make_webhook, "discord.gateway.webhook.update", None, {}),
    (rename_webhook, "discord.gateway.webhook.update", None, {}),
    (ban, "discord.gateway.member.ban", BO, {}),
]


@pytest.mark.parametrize(
    ("change", "expected"),
    [(change, expected) for change, *expected in CHANGES],
    ids=[each[0].__name__ for each in CHANGES],
)
async def test_what_changed_in_a_gap_is_told(
    tmp_path: Path, monkeypatch: Any, change: Any, expected: Expected
) -> None:
    type_, target, data = expected
    async with running(tmp_path, monkeypatch) as run:
        furnish(run)
        await settled(run)
        await lose_session(run)
        change(run)
        await filled(run, 2)
        (told,) = found(await signals(run, "discord."))
        assert (told.type, told.target, told.guild) == (type_, target, GUILD)
        assert data.items() <= told.data.items()
        assert told.confidence == CONFIDENCE
        assert faults(shipped(), told) == []
        (own, _) = await signals(run, "backfill.done")
        assert own.data["differences"] == 1
        assert replay_is_equal(run.assembly.engine.store)


async def test_nothing_is_told_of_a_server_that_is_as_it_was(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        furnish(run)
        await settled(run)
        for sessions in (2, 3):
            await lose_session(run)
            await filled(run, sessions)
        assert found(await signals(run, "discord.")) == []


async def test_what_was_told_live_is_not_told_again(tmp_path: Path, monkeypatch: Any) -> None:
    """The gateway told of it after the last look, which a kill left in the store."""
    async with running(tmp_path, monkeypatch) as run:
        furnish(run)
        await settled(run)
        run.assembly.client.connection._backfill._stocktaking.glance = lambda *_, **__: None  # as in a kill
        await run.server.change_role(MODERATOR, PLAIN, permissions=str(BAN))
        banned = await run.server.ban(MODERATOR)
        await run.until(lambda: run.assembly.client.get_guild(GUILD).get_role(PLAIN).permissions.ban_members)
        await lose_session(run)
        await filled(run, 2)
        assert banned
        assert found(await signals(run, "discord.")) == []


async def test_differences_that_were_half_told_are_told_once(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        furnish(run)
        await settled(run)
        stocktaking = run.assembly.client.connection._backfill._stocktaking
        keep, stocktaking._keep = stocktaking._keep, lambda *_: None
        stocktaking.glance = lambda *_, **__: None
        await lose_session(run)
        change_role(run)
        await filled(run, 2)
        stocktaking._keep = keep
        await lose_session(run)
        await filled(run, 3)
        assert len(found(await signals(run, "discord."))) == 1


async def test_a_start_tells_what_changed_while_it_was_down(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        furnish(run)
        await settled(run)
        guilds = run.server.guilds
    async with running(tmp_path, monkeypatch, server={"guilds": guilds}) as run:
        run.server.place(GUILD).invites.append(invite("old"))
        run.server.place(GUILD).webhooks.append(webhook(1, CHANNEL, "feed"))
        change_role(run)
        await filled(run, 1)
        (told,) = found(await signals(run, "discord."))
        assert told.type == "discord.gateway.role.update"


async def test_what_may_not_be_looked_at_is_said_to_be_missing(tmp_path: Path, monkeypatch: Any) -> None:
    async with running(tmp_path, monkeypatch) as run:
        furnish(run)
        await settled(run)
        run.server.faults.add("/invites", status=403)
        run.server.faults.add("/bans", status=404)
        await lose_session(run)
        make_invite(run)
        await filled(run, 2)
        (own, _) = await signals(run, "backfill.done")
        assert {"bans", "invites"} <= set(own.data["missing"])
        assert "webhooks" not in own.data["missing"]


async def test_a_look_in_between_finds_what_the_gateway_did_not_tell(
    tmp_path: Path, monkeypatch: Any
) -> None:
    async with running(tmp_path, monkeypatch) as run:
        furnish(run)
        await settled(run)
        run.server.sessions.dispatch = _nobody
        entry = await run.server.ban(MODERATOR)
        make_webhook(run)
        guild = run.assembly.client.get_guild(GUILD)
        for number in range(3):
            await run.assembly.reconciliation.look_at(guild, number)
        types = {each.type: each.id for each in await signals(run, "discord.")}
        assert types["discord.member.ban"] == f"audit:{entry}"
        assert "discord.gateway.webhook.update" in types
        assert not run.in_gap()


async def _nobody(event: str, data: Any) -> None:
    await asyncio.sleep(0)


async def test_it_is_held_against_the_moment_at_which_the_line_broke(
    tmp_path: Path, monkeypatch: Any
) -> None:
    """Told live, and taken back in the gap: against an older look nothing would have changed."""
    async with running(tmp_path, monkeypatch) as run:
        furnish(run)
        await settled(run)
        await run.server.change_role(MODERATOR, PLAIN, permissions=str(BAN))
        await run.until(lambda: run.assembly.client.get_guild(GUILD).get_role(PLAIN).permissions.ban_members)
        await lose_session(run)
        run.server.place(GUILD).role(PLAIN)["permissions"] = "0"
        await filled(run, 2)
        (told,) = found(await signals(run, "discord."))
        assert told.data["permissions_lost"] == ["ban_members"]
