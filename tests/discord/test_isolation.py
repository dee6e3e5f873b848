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
        assert "1 rules, rulebook" in text(await boss.slash(room, "status"))
        assert "2 rules, rulebook" in text(await w.owner.slash(w.general, "status"))
