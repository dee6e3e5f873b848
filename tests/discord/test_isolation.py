"""Two guilds under one bot: the owner of one learns nothing of the other, however they ask."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import simcord

from engine.documents.document import Document
from tests.discord.test_commands import detection, text
from tests.discord.world import World, world

SECRET = "the word that we look for"


def rule(id_: str, guild: int | None = None) -> Document:
    scope = {} if guild is None else {"tocsin": {"guilds": [str(guild)]}}
    made = detection(
        id=id_,
        title=f"Rule {id_}",
        detection={"selection": {"content": SECRET}, "condition": "selection"},
        **scope,
    )
    return msgspec.structs.replace(made, id=id_, identity="")


@asynccontextmanager
async def two_guilds(data: Path) -> AsyncIterator[tuple[World, simcord.MemberActor, simcord.ChannelHandle]]:
    """A world with rules of its own and one for all, and the owner of another guild in a channel there."""
    async with world(data, documents=lambda w: [rule("ours", w.guild.id), rule("shared")]) as w:
        boss = w.env.create_user("boss")
        elsewhere = w.env.create_guild("Elsewhere", owner=boss)
        room = elsewhere.create_text_channel("room")
        w.ingest("discord.message.create", id="theirs-1", guild=elsewhere.id, text={"content": SECRET})
        await w.sent()
        yield w, simcord.MemberActor(w.env, elsewhere, boss), room


async def test_rules_of_another_guild_are_not_offered(tmp_path: Path) -> None:
    async with two_guilds(tmp_path) as (w, boss, room):
        offered = await boss.autocomplete(room, "explain", "rule", "rule")
        assert [each["value"] for each in offered] == ["Rule shared"]
        offered = await w.owner.autocomplete(w.general, "explain", "rule", "rule")
        assert [each["value"] for each in offered] == ["Rule ours", "Rule shared"]


async def test_rules_of_another_guild_are_not_explained(tmp_path: Path) -> None:
    async with two_guilds(tmp_path) as (_, boss, room):
        for named in ("Rule ours", "ours", " OURS "):
            said = text(await boss.slash(room, "explain", signal="theirs-1", rule=named))
            assert "No rule in force is called" in said
            assert SECRET not in said
        assert SECRET in text(await boss.slash(room, "explain", signal="theirs-1", rule="shared"))


async def test_rules_of_another_guild_are_not_counted(tmp_path: Path) -> None:
    async with two_guilds(tmp_path) as (w, boss, room):
        assert "1 rule, rulebook" in text(await boss.slash(room, "status"))
        assert "2 rules, rulebook" in text(await w.owner.slash(w.general, "status"))


async def test_the_operators_channel_and_role_are_named_in_no_other_guild(tmp_path: Path) -> None:
    def documents(w: World) -> list[Document]:
        w.staff = w.guild.create_role("Staff")
        alerts = {"channel": str(w.alerts.id), "mention": str(w.staff.id), "mention_from": "high"}
        body = {"kind": "settings", "alerts": alerts, "access": {"view": [str(w.staff.id)]}}
        return [Document("settings", "s", "tests", "t.yml", 0, body, {})]

    async with world(tmp_path, documents=documents) as w:
        boss = w.env.create_user("boss")
        elsewhere = w.env.create_guild("Elsewhere", owner=boss)
        room = elsewhere.create_text_channel("room")
        there = simcord.MemberActor(w.env, elsewhere, boss)
        said = []

        async def alarm(number: int) -> None:
            id_ = f"theirs-{number}"
            w.ingest("threat.detected", id=id_, guild=elsewhere.id, actor=number, severity="critical")
            await w.settled()
            said.extend(
                [
                    text(await there.slash(room, "explain", signal=id_)),
                    text(await there.slash(room, "status")),
                ]
            )

        await alarm(11)
        assert "that channel is not in this server" in said[0]
        w.env.backend.delete_channel(w.alerts.id)
        await alarm(12)

        posted = [str(each.json) for each in w.env.http_requests if each.path.endswith("/messages")]
        assert posted, "the owner is told directly"
        for each in (*said, *posted):
            assert str(w.alerts.id) not in each
            assert str(w.staff.id) not in each
