"""Rules that ship, through the real bot on a Discord in memory: what people do, and what is alerted."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import pytest

from engine.documents.document import Document
from engine.systems.loading import load_rulebook
from tests.discord.test_shipped_rules import PACKS, RULES
from tests.discord.world import World, world

SETTINGS = """\
kind: settings
name: home
guild: '{guild}'
alerts: {{channel: '{channel}', least: low}}
"""
DAY = 86_400
WRITTEN = "\U0001d5d9\U0001d5ff\U0001d5f2\U0001d5f2 N\u0456tr\u043e"


def shipped(w: World) -> list[Document]:
    """The rules that ship, and where the alerts of the world's guild go."""
    w.data.mkdir(exist_ok=True)
    settings = w.data / "home.yml"
    settings.write_text(SETTINGS.format(guild=w.guild.id, channel=w.alerts.id), encoding="utf-8")
    loaded = load_rulebook([*(RULES / pack for pack in PACKS), settings])
    assert loaded.diagnostics == ()
    return list(loaded.rulebook.documents)


@asynccontextmanager
async def community(tmp_path: Path) -> AsyncIterator[World]:
    """A guild whose people have been there for a year."""
    async with world(tmp_path / "data", documents=shipped) as made:
        await made.env.advance_time(400 * DAY)
        yield made


async def alerts(w: World) -> list[str]:
    """What the cases say happened, in order, without the names of people."""
    await w.settled()
    return [title for message in w.alerts.history() for title in titles(message)]


def titles(message: discord.Message) -> list[str]:
    """The rules that a case names: its first line, and what it says of others."""
    (embed,) = message.embeds
    if not str(embed.footer.text).startswith("case "):
        return []
    also = [line for line in str(embed.description).splitlines() if line.startswith("Also: ")]
    lines = [re.split(" (?:by|in|against) <", message.content)[0], *also]
    return [line.partition(": ")[2].partition(",")[0].replace("\\", "") for line in lines]


async def audit(w: World, action: discord.AuditLogAction, target: int | None, **entry: Any) -> None:
    """Somebody on the team does something; the audit log tells it."""
    w.env.backend.record_audit_log(w.guild.id, action.value, target_id=target, user_id=w.member.id, **entry)
    await w.env.settle()


async def test_an_ordinary_afternoon_is_quiet(tmp_path: Path) -> None:
    async with community(tmp_path) as w:
        for n in range(12):
            speaker = (w.member, w.victim)[n % 2]
            await w.env.advance_time(3)
            await speaker.send(w.general, f"a kingfisher again. number {n}, see https://birds.example/{n}")
        await w.member.send(w.general, "ok")
        assert await alerts(w) == []


async def test_the_same_link_in_three_channels_is_one_alert(tmp_path: Path) -> None:
    async with community(tmp_path) as w:
        for name in ("photos", "trails", "plants", "bats"):
            channel = w.guild.create_text_channel(name)
            await w.env.advance_time(12)
            await w.member.send(channel, "look what I found https://x.example/1")
        assert await alerts(w) == [
            "The same link in several channels",
            "The same message in several channels",
        ]


@pytest.mark.parametrize(
    "content",
    [
        "come and see: DISCORD\u3002GG/abc",
        "join dis\u200bcord.gg/abc",
        "[the rules](<https://discord.com/invite/abc>)",
        "https://nature.example@discord.gg/abc",
    ],
)
async def test_an_invitation_in_disguise(tmp_path: Path, content: str) -> None:
    async with community(tmp_path) as w:
        await w.member.send(w.general, content)
        await w.member.send(w.general, f"again: {content}")
        assert await alerts(w) == ["Invitation posted"]


async def test_an_invitation_put_in_by_an_edit(tmp_path: Path) -> None:
    async with community(tmp_path) as w:
        sent = await w.member.send(w.general, "good morning")
        await w.env.advance_time(60)
        await w.member.edit(sent, "good morning discord.gg/abc")
        assert await alerts(w) == ["Invitation posted"]


async def test_a_scam_in_other_letters(tmp_path: Path) -> None:
    async with community(tmp_path) as w:
        await w.member.send(w.general, f"{WRITTEN} for all https://x.example")
        assert await alerts(w) == ["Gift scam"]


async def test_a_link_to_an_imitation_behind_the_genuine_name(tmp_path: Path) -> None:
    async with community(tmp_path) as w:
        await w.member.send(w.general, "[discord.com](https://d\u0456scord.com/nitro)")
        assert sorted(await alerts(w)) == ["Link to an imitation of a well-known site", "Masked link"]


async def test_a_spree_of_deleted_webhooks(tmp_path: Path) -> None:
    async with community(tmp_path) as w:
        for n in range(5):
            await w.env.advance_time(2)
            await audit(w, discord.AuditLogAction.webhook_delete, 700 + n)
        assert await alerts(w) == ["Mass webhook delete"]


async def test_accounts_with_names_that_are_alike_join(tmp_path: Path) -> None:
    async with community(tmp_path) as w:
        for n in range(6):
            await w.env.advance_time(10)
            w.guild.add_member(w.env.create_user(f"Raider_{n}0"))
            await w.env.settle()
        assert await alerts(w) == ["Raid by names that are alike"]


async def test_a_channel_is_hidden_from_staff_and_from_the_bot(tmp_path: Path) -> None:
    async with community(tmp_path) as w:
        staff = w.guild.create_role("Staff", permissions=discord.Permissions(ban_members=True))
        own = w.assembly.client.user
        assert own is not None
        for who, kind in ((staff.id, "0"), (own.id, "1")):
            denied = {"key": "deny", "new_value": str(discord.Permissions(view_channel=True).value)}
            options = {"id": str(who), "type": kind, "role_name": "Staff"}
            await audit(
                w, discord.AuditLogAction.overwrite_create, w.general.id, changes=[denied], options=options
            )
        assert await alerts(w) == [
            "A channel was hidden from staff",
            "A channel was hidden from the security bot",
        ]


async def test_the_channel_of_the_alerts_is_known_from_the_settings(tmp_path: Path) -> None:
    async with community(tmp_path) as w:
        await audit(w, discord.AuditLogAction.channel_delete, w.general.id)
        assert await alerts(w) == []
        await audit(w, discord.AuditLogAction.channel_delete, w.alerts.id)
        assert await alerts(w) == []
        (told,) = w.owner_user.dm_channel.history()
        assert "The channel of the alerts was deleted" in told.content


async def test_somebody_else_acts_with_the_token_of_the_bot(tmp_path: Path) -> None:
    """What the thief does counts as what anybody does, and the token is told once."""
    async with community(tmp_path) as w:
        guild = w.assembly.client.get_guild(w.guild.id)
        assert guild is not None
        for name in "abcde":
            victim = w.env.create_user(f"victim-{name}")
            await guild.ban(discord.Object(victim.id), reason="[tocsin 0123456789abcdef01234567]")
            await w.env.settle()
        told = ["Somebody else uses the token of this bot", "Mass ban", "Threat score 94 of one person"]
        assert await alerts(w) == told
        (message,) = [each for each in w.alerts.history() if "token" in each.content]
        advice = str(message.embeds[0].description).replace("\\", "")
        assert "discord.com/developers/applications, page Bot, Reset Token" in advice
        assert "To stop" not in advice


async def test_members_are_thrown_out_of_voice(tmp_path: Path) -> None:
    """Discord says that somebody began to, and of each only that they are gone."""
    thrown_out = "Mass disconnect from voice"
    async with community(tmp_path) as w:
        lounge = w.guild.create_voice_channel("lounge")
        people = [w.guild.add_member(w.env.create_user(f"talker-{name}")) for name in "abcdefghij"]
        for _ in range(2):
            for person in people:
                await person.join_voice(lounge)
            for person in people:
                await person.leave_voice()
            assert thrown_out not in await alerts(w)
            await w.env.advance_time(60)
            await audit(w, discord.AuditLogAction.member_disconnect, None, options={"count": "1"})
            assert thrown_out not in await alerts(w)
            await w.env.advance_time(3600)
        await audit(w, discord.AuditLogAction.member_disconnect, None, options={"count": "1"})
        for person in people:
            await person.join_voice(lounge)
        for person in people:
            await person.leave_voice()
        assert (await alerts(w)).count(thrown_out) == 1


async def test_a_bot_comes_as_administrator(tmp_path: Path) -> None:
    async with community(tmp_path) as w:
        role = {
            "id": str(w.env.backend.snowflake()), "name": "Helper", "permissions": "8",
            "position": 1, "color": 0, "hoist": False, "managed": True, "mentionable": False,
            "flags": 0, "tags": {"bot_id": "72"},
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        }  # fmt: skip
        w.env.backend.emit("GUILD_ROLE_CREATE", {"guild_id": str(w.guild.id), "role": role})
        await w.env.settle()
        assert await alerts(w) == ["A bot was added with Administrator"]


async def test_a_webhook_that_was_just_made_posts_an_invitation(tmp_path: Path) -> None:
    async with community(tmp_path) as w:
        channel = w.assembly.client.get_channel(w.general.id)
        assert isinstance(channel, discord.TextChannel)
        hook = await channel.create_webhook(name="Announcements")
        await hook.send("good morning")
        await w.env.settle()
        assert await alerts(w) == []
        await hook.send("free nitro at discord.gg/abc")
        await w.env.settle()
        assert "A webhook that was just made spams" in await alerts(w)
