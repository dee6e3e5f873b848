"""The commands as people meet them: who may, what is said, and that no guild sees another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import discord
import pytest
import simcord

from engine.bot.assembly import TOLD
from engine.bot.attempt import Attempt
from engine.documents.document import Document
from engine.store.reader import SqliteReader
from tests.discord.world import World, world

COMMANDS = ("ping", "status", "explain", "signals", "rules", "reload")


def text(result: simcord.InteractionResult) -> str:
    response = result.response
    assert response is not None
    assert response.ephemeral
    return "\n".join([response.content, *(embed.description or "" for embed in response.embeds)])


async def ask(w: World, who: simcord.MemberActor, command: str, **options: object) -> str:
    return text(await who.slash(w.general, command, **options))


def journalled(w: World, type_: str) -> list[tuple[int | None, str]]:
    rows = SqliteReader(w.data / "tocsin.db").signals(w.guild.id, type_=type_)
    return [(row.signal.actor, row.signal.data["command"]) for row in rows]


async def test_the_guilds_owner_is_answered(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        for command in COMMANDS:
            assert "REFUSED" not in await ask(w, w.owner, command)


async def test_the_bots_owner_is_answered_in_any_guild(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.assembly.client.desk._owner = w.member.id
        assert "PONG" in await ask(w, w.member, "ping")


async def test_the_applications_owner_is_the_bots_owner_when_none_is_configured(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        application = w.assembly.client.application
        assert application is not None
        assert w.assembly.client.desk.operators() == {application.owner.id}


async def test_anybody_else_is_refused_and_told_whom_to_ask(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        for command in COMMANDS:
            w.assembly.client.desk.refusals.close()  # a flood is another matter
            assert await ask(w, w.member, command) == (
                f"⛔ REFUSED: `/{command}` is for this server's owner\nNeed access? Ask this server's owner."
            )


async def test_an_administrator_who_is_no_owner_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        admin = w.guild.create_role("Admin", permissions=discord.Permissions(administrator=True))
        w.env.backend.add_member_role(w.guild.id, w.member.id, admin.id)
        assert "REFUSED" in await ask(w, w.member, "status")


async def test_use_and_refusal_are_journalled(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.owner.slash(w.general, "ping")
        await w.member.slash(w.general, "explain")
        await w.sent()
        assert journalled(w, "command.used") == [(w.owner.id, "/ping")]
        assert journalled(w, "command.refused") == [(w.member.id, "/explain")]


async def test_an_owner_of_another_guild_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        boss = w.env.create_user("boss")
        w.env.create_guild("Elsewhere", owner=boss)
        here = w.guild.add_member(boss)
        assert "REFUSED" in await ask(w, here, "status")


async def test_a_guild_that_the_bot_is_not_in_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.assembly.client._connection._guilds.pop(w.guild.id)
        assert "REFUSED" in await ask(w, w.owner, "status")


def forged(w: World) -> dict[str, object]:
    """A `/status` in a guild that nobody knows, of which the payload says that the member owns it."""
    guild = {"id": "999999999999999999", "owner_id": str(w.member.id), "features": [], "locale": "en-US"}
    user = {"id": str(w.member.id), "username": "bo", "discriminator": "0", "avatar": None}
    return {
        "id": "1", "application_id": "2", "token": "t", "type": 2, "version": 1, "locale": "en-US",
        "guild_id": guild["id"], "guild": guild, "channel_id": "3",
        "app_permissions": "0", "authorizing_integration_owners": {}, "entitlements": [],
        "attachment_size_limit": 0, "data": {"id": "4", "name": "status", "type": 1},
        "member": {"user": user, "roles": [], "joined_at": None, "permissions": "0", "flags": 0},
    }  # fmt: skip


async def test_a_guild_that_a_payload_invents_makes_nobody_its_owner(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        interaction = discord.Interaction(data=forged(w), state=w.assembly.client._connection)
        assert interaction.guild is not None
        assert interaction.guild.owner_id == w.member.id
        assert w.assembly.client.desk.asker(interaction, "/status") is None


async def test_every_command_is_deferred_before_it_reads(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        for command in COMMANDS:
            await w.owner.slash(w.general, command)
        answers = [each.json["type"] for each in w.env.http_requests if each.path.endswith("/callback")]
        assert answers == [5] * len(COMMANDS)


async def test_no_guild_sees_another(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        boss = w.env.create_user("boss")
        elsewhere = w.env.create_guild("Elsewhere", owner=boss)
        room = elsewhere.create_text_channel("room")
        w.ingest(id="here-only-1")
        await w.sent()
        there = simcord.MemberActor(w.env, elsewhere, boss)
        assert "NO ALERT YET" in text(await there.slash(room, "explain"))
        assert "NOT FOUND" in text(await there.slash(room, "explain", signal="here-only-1"))
        assert "discord.member.ban" not in text(await there.slash(room, "signals"))
        assert "No message sent yet" in text(await there.slash(room, "status"))


async def test_explain_without_a_signal_takes_the_newest_alert(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest(id="first-signal", actor=w.owner.id)
        w.ingest(id="second-signal")
        await w.sent()
        said = await ask(w, w.owner, "explain")
        assert f"WHY: `discord.member.ban` by <@{w.member.id}>" in said
        assert f"✅ sent to <#{w.alerts.id}>" in said


async def test_explain_takes_the_beginning_of_an_id(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest(id="first-signal", actor=w.owner.id)
        w.ingest(id="second-signal")
        await w.sent()
        assert f"by <@{w.owner.id}>" in await ask(w, w.owner, "explain", signal="first-")


MESSAGE = "discord.message.create"


def detection(**body: object) -> Document:
    body = {
        "title": "Free things",
        "id": "free",
        "logsource": {"product": "discord", "category": "message_create"},
        "detection": {"selection": {"content|contains": "free nitro"}, "condition": "selection"},
        **body,
    }
    return Document("detection", "free", "tests", "tests.yml", 0, body, {})


async def test_explain_with_a_rule_shows_each_condition_and_what_it_saw(tmp_path: Path) -> None:
    async with world(tmp_path, documents=lambda _: [detection()]) as w:
        message = await w.member.send(w.general, "FREE NITRO @everyone **now**")
        await w.sent()
        said = await ask(w, w.owner, "explain", signal=f"message:{message.id}", rule="free things")
        assert "✅ met: content\\|contains" in said
        assert 'saw "FREE NITRO ＠everyone \\*\\*now\\*\\*"' in said


async def test_explain_names_the_rules_that_were_met_and_no_other_documents(tmp_path: Path) -> None:
    async with world(tmp_path, documents=lambda w: [detection(), w.alerting(types=[MESSAGE])]) as w:
        message = await w.member.send(w.general, "free nitro")
        await w.sent()
        said = await ask(w, w.owner, "explain", signal=f"message:{message.id}")
        assert "**Rules met:** Free things\n" in said


async def test_explain_of_an_unknown_rule_says_so(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        assert "No rule in force is called nonsense" in await ask(w, w.owner, "explain", rule="nonsense")


async def test_rules_complete_while_typing_for_the_owner_alone(tmp_path: Path) -> None:
    async with world(tmp_path, documents=lambda _: [detection()]) as w:
        offered = await w.owner.autocomplete(w.general, "explain", "rule", "fre")
        assert [each["value"] for each in offered] == ["Free things"]
        assert await w.member.autocomplete(w.general, "explain", "rule", "fre") == []


async def test_signals_counts_by_type_and_says_over_how_long(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest()
        w.ingest("discord.member.join")
        await w.sent()
        said = await ask(w, w.owner, "signals", type="discord.member", hours=2)
        assert said.startswith("📋 SIGNALS: 2 of `discord.member` in the last 2 h")
        assert "1 `discord.member.ban`" in said


async def test_a_type_of_blanks_or_wildcards_alone_is_any(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        for type_ in (" ", ">", "*."):
            assert " of `" not in await ask(w, w.owner, "signals", type=type_)


async def test_status_begins_with_the_worst(tmp_path: Path) -> None:
    async with world(tmp_path, attempt=Attempt(held=["antinuke"], out=["antinuke"])) as w:
        said = await ask(w, w.owner, "status")
        assert said.startswith("🔴 NO RULES: none is loaded, so nothing is noticed")
        assert "🔴 NOBODY IS TOLD: there are no settings for this server" in said
        assert "NOT LOADED: antinuke (0 errors" in said


def settings(w: World) -> list[Document]:
    body = {"kind": "settings", "guild": str(w.guild.id), "alerts": {"channel": str(w.alerts.id)}}
    return [Document("settings", "ours", "tests", "tests.yml", 0, body, {}), detection()]


async def test_status_is_content_when_all_is_well(tmp_path: Path) -> None:
    async with world(tmp_path, documents=settings) as w:
        await w.keep_private()
        said = await ask(w, w.owner, "status")
        assert said.startswith("✅ WATCHING")
        assert f"Alerts to <#{w.alerts.id}>\nMode propose: " in said
        assert "1 rule, rulebook" in said


async def test_status_says_that_the_alert_channel_is_closed_to_the_bot(tmp_path: Path) -> None:
    async with world(tmp_path, documents=settings) as w:
        channel = w.assembly.client.get_channel(w.alerts.id)
        deny = discord.PermissionOverwrite(send_messages=False)
        await channel.set_permissions(channel.guild.me, overwrite=deny)
        await w.env.settle()
        said = await ask(w, w.owner, "status")
        assert said.startswith(f"🔴 NOBODY IS TOLD: in <#{w.alerts.id}> I lack Send Messages, Embed Links")


async def test_status_says_that_messages_were_refused(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.env.inject_error("POST", f"/channels/{w.alerts.id}/messages", status=403, code=50013)
        w.ingest()
        await w.sent()
        assert "1 of the last 1 message refused by Discord" in await ask(w, w.owner, "status")


async def test_status_says_how_long_the_last_gap_was(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest()
        await w.assembly.engine.journal.durable()
        await w.assembly.engine.abandon()
        await w.env.advance_time(90)
        await w.env.restart_bot(w.make().client)
        assert "Last gap 1 min, ended" in await ask(w, w.owner, "status")


async def test_the_question_itself_is_not_the_last_signal(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest("discord.member.join")
        await w.env.advance_time(90)
        await ask(w, w.owner, "ping")
        assert "Last signal 1 min ago" in await ask(w, w.owner, "status")


async def test_commands_are_told_to_discord_only_when_they_changed(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await w.again()
        told = [entry for entry in w.env.http_requests if entry.method == "PUT" and "commands" in entry.path]
        assert len(told) == 1


@pytest.mark.parametrize(
    "spoil", [Path.mkdir, lambda path: path.write_bytes(b"\xff")], ids=["a folder", "junk"]
)
async def test_what_was_told_last_cannot_keep_it_from_starting(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(tmp_path / TOLD)
    async with world(tmp_path) as w:
        assert "PONG" in await ask(w, w.owner, "ping")


async def test_a_command_that_fails_is_still_answered(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.assembly.client.desk.reader = None
        assert "FAILED" in await ask(w, w.owner, "signals")
