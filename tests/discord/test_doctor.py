"""The doctor in a guild broken in one way after another: each is named, with what to do about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
import pytest

from engine.documents.document import Document
from tests.discord.test_commands import ask
from tests.discord.world import World, world

STRANGER = 1_200_000_000_000_000_777


def rule(name: str, category: str, **selection: Any) -> Document:
    body = {
        "title": name,
        "logsource": {"product": "discord", "category": category},
        "detection": {"sel": selection, "condition": "sel"},
    }
    return Document("detection", name, "tests", "d.yml", 0, body, {})


RULES = [
    rule("A ban", "member_ban", target=1),
    rule("A word", "message_create", content="x"),
    rule("A join", "member_join", is_bot=True),
]


def documents(w: World, **body: Any) -> list[Document]:
    whole = {"kind": "settings", "guild": str(w.guild.id), "alerts": {"channel": str(w.alerts.id)}, **body}
    whole = {name: value for name, value in whole.items() if value is not None}
    return [Document("settings", "ours", "tests", "s.yml", 0, whole, {}), *RULES]


def intents_without(w: World, *names: str) -> None:
    intents = w.assembly.client.intents
    w.assembly.client._connection._intents = discord.Intents(
        **{name: value and name not in names for name, value in intents}
    )


def bot_role(w: World) -> int:
    return w.assembly.client.guilds[0].me.top_role.id


async def delete_channel(w: World) -> None:
    w.env.backend.delete_channel(w.alerts.id)


async def close_channel(w: World) -> None:
    channel: Any = w.assembly.client.get_channel(w.alerts.id)
    await channel.set_permissions(channel.guild.me, view_channel=True, send_messages=False)


async def open_channel(w: World) -> None:
    w.env.backend.delete_overwrite(w.alerts.id, w.guild.id)


async def take_audit_log(w: World) -> None:
    permissions = discord.Permissions(w.assembly.client.guilds[0].me.guild_permissions.value)
    permissions.view_audit_log = False
    w.env.backend.edit_role(w.guild.id, bot_role(w), {"permissions": permissions.value})


async def take_text(w: World) -> None:
    intents_without(w, "message_content")


async def take_members(w: World) -> None:
    intents_without(w, "members")


async def put_staff_above(w: World) -> None:
    role = w.guild.create_role("Admin", permissions=discord.Permissions(ban_members=True))
    w.env.backend.reorder_roles(
        w.guild.id, [{"id": bot_role(w), "position": 1}, {"id": role.id, "position": 2}]
    )
    w.env.backend.add_member_role(w.guild.id, w.member.id, role.id)


async def want_two_factor(w: World) -> None:
    w.env.backend.get_guild(w.guild.id).mfa_level = 1
    w.assembly.client.guilds[0].mfa_level = discord.MFALevel.require_2fa


async def nothing(w: World) -> None:
    del w


Broken = tuple[str, Callable[[World], Awaitable[None]], dict[str, Any], str, str]
BROKEN: list[Broken] = [
    ("no channel", nothing, {"alerts": None}, "🔴 ONLY THE OWNER IS TOLD, by direct message", "`/setup`"),
    ("channel deleted", delete_channel, {}, "🔴 NOBODY IS TOLD: the alert channel `", "`/setup`"),
    ("channel closed", close_channel, {}, "🔴 NOBODY IS TOLD: in <#{alerts}> I lack Send Messages", "allow"),
    ("no audit log", take_audit_log, {}, "⚠️ 1 rule sees nothing without *View Audit Log*: A ban", "allow"),
    ("no text", take_text, {}, "⚠️ 1 rule sees nothing without *Message Content Intent*: A word", "portal"),
    (
        "no members",
        take_members,
        {},
        "⚠️ 1 rule sees nothing without *Server Members Intent*",
        "portal",
    ),
    ("staff above", put_staff_above, {}, "⚠️ I could not stop 1 person: <@{member}>", "drag my role"),
    ("open channel", open_channel, {}, "⚠️ Everybody can read <#{alerts}>", "hide it"),
    (
        "mention gone",
        nothing,
        {"alerts": {"channel": "{alerts}", "mention": str(STRANGER)}},
        f"⚠️ The role that alerts mention is gone: `{STRANGER}`",
        "`/setup`",
    ),
]
"""What is broken, how, with which settings, what is said of it first, and what is to be done."""


def filled(value: Any, w: World) -> Any:
    if isinstance(value, dict):
        return {name: filled(each, w) for name, each in value.items()}
    if isinstance(value, str):
        return value.replace("{alerts}", str(w.alerts.id)).replace("{member}", str(w.member.id))
    return value


@pytest.mark.parametrize("broken", BROKEN, ids=[each[0] for each in BROKEN])
async def test_what_is_broken_is_said_first_with_what_to_do(tmp_path: Path, broken: Broken) -> None:
    _, breaks, body, said, todo = broken
    async with world(tmp_path, documents=lambda w: documents(w, **filled(body, w))) as w:
        await w.keep_private()
        await breaks(w)
        await w.env.settle()

        doctor = (await ask(w, w.owner, "doctor")).splitlines()
        status = (await ask(w, w.owner, "status")).splitlines()

        found = [each for each in doctor[1:] if each.startswith(filled(said, w))]
        assert len(found) == 1, doctor
        assert todo in doctor[doctor.index(found[0]) + 1]
        assert [each for each in doctor[1:] if each[:1] in "🔴⚠"] == found
        assert status[0] == found[0]
        assert todo in status[1]


async def test_a_healthy_guild_is_said_to_be_one(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        await w.keep_private()
        assert await ask(w, w.owner, "doctor") == "✅ HEALTHY: all 3 rules work, and alerts arrive"
        assert (await ask(w, w.owner, "status")).startswith("✅ WATCHING: nothing is wrong that I know of\n")


async def test_all_that_is_broken_at_once_is_named_the_worst_first(tmp_path: Path) -> None:
    body = {"alerts": {"channel": "{alerts}", "mention": str(STRANGER)}, "access": {"view": [str(STRANGER)]}}
    async with world(tmp_path, documents=lambda w: documents(w, **filled(body, w))) as w:
        for breaks in (close_channel, take_audit_log, take_text, put_staff_above, want_two_factor):
            await breaks(w)
        await w.env.settle()
        lines = (await ask(w, w.owner, "doctor")).splitlines()
        status = (await ask(w, w.owner, "status")).splitlines()

    assert lines[0] == "🔴 ALERTS DO NOT ARRIVE: 1 of 3 rules work"
    heads = [each.split(":")[0] for each in lines[1:] if not each.startswith("→")][:-1]
    wanted = [
        "🔴 NOBODY IS TOLD",
        "⚠️ 1 rule sees nothing",
        "⚠️ 1 rule sees nothing",
        "⚠️ I could not stop 1",
        "⚠️ The role that alerts",
        "⚠️ Everybody can read",
        "ℹ️ NOTE",
        "ℹ️ NOTE",
    ]
    assert len(heads) == len(wanted)
    assert [start for start, each in zip(wanted, heads, strict=True) if not each.startswith(start)] == []
    assert sum(each.startswith("→") for each in lines) == 8
    assert status[0].startswith("🔴 NOBODY IS TOLD: in <#")
    assert len(status) <= 13


async def test_a_resting_rule_does_not_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with world(tmp_path, documents=documents) as w:
        await w.keep_private()
        monkeypatch.setattr(w.assembly.engine, "resting", lambda guild: ["A ban"])
        lines = (await ask(w, w.owner, "doctor")).splitlines()
    assert lines[:2] == ["⚠️ 2 of 3 rules work; 1 thing to mend", "⚠️ RESTING after failing 3 times: A ban"]


async def test_the_doctor_sends_nothing(tmp_path: Path) -> None:
    async with world(tmp_path, documents=documents) as w:
        before = len(w.env.http_requests)
        await ask(w, w.owner, "doctor")
        sent = [each for each in w.env.http_requests[before:] if each.method != "GET"]
        assert all("/interactions/" in each.path or "/webhooks/" in each.path for each in sent)
