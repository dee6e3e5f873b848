"""The buttons under a case: for those who may, once, after any restart, also in direct messages."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
import simcord

from engine.bot.actions import patience
from engine.documents.document import Document
from tests.bot.actions.test_case import alarm, lines, of_cases, with_cases
from tests.discord.test_commands import journalled, text
from tests.discord.world import World, world


def staffed(w: World) -> list[Document]:
    """Somebody of the staff may operate, somebody may look."""
    w.operator_user, w.viewer = (w.guild.add_member(w.env.create_user(name)) for name in ("dana", "eve"))
    settings, alarming = with_cases(w)
    settings.body["access"] = {"operate": [w.operator_user.id], "view": [w.viewer.id]}
    return [settings, alarming]


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_FIRST_PAUSE_S", 0.01)


async def opened(w: World, **fields: Any) -> discord.Message:
    alarm(w, "a", **fields)
    await w.sent()
    (message,) = of_cases(w.alerts)
    return message


async def dismissed(w: World) -> discord.Message:
    assert "NOTED: case 1" in text(await w.operator_user.click(await opened(w), label="Not an attack"))
    await w.settled()
    (message,) = of_cases(w.alerts)
    return message


async def test_who_may_operate_dismisses_a_case_and_it_says_who(tmp_path: Path) -> None:
    async with world(tmp_path, documents=staffed) as w:
        message = await dismissed(w)
        assert message.content == (
            f"✅ NOT AN ATTACK, says <@{w.operator_user.id}>: Mass ban by <@{w.member.id}>"
        )
        assert [each.label for each in message.components[0].children] == ["Why?", "Undo: it is one", "More"]
        (told,) = w.assembly.client.desk.reader.signals(w.guild.id, type_="override.recorded")
        assert (told.signal.actor, told.signal.data["verdict"]) == (w.operator_user.id, "no_attack")


async def test_the_same_is_counted_quietly_from_then_on(tmp_path: Path) -> None:
    async with world(tmp_path, documents=staffed) as w:
        first = await dismissed(w)
        for n in range(3):
            alarm(w, f"b{n}")
        await w.settled()
        (message,) = w.alerts.history()
        assert message.id == first.id
        assert message.content.startswith("✅ NOT AN ATTACK")
        assert any(line.endswith("so far 3") for line in lines(message))


@pytest.mark.parametrize("fields", [{"severity": "critical"}, {"data": {"rule": "r2", "title": "Mass kick"}}])
async def test_what_is_worse_or_another_rule_opens_it_again(tmp_path: Path, fields: Any) -> None:
    async with world(tmp_path, documents=staffed) as w:
        first = await dismissed(w)
        alarm(w, "b", **fields)
        await w.settled()
        (message,) = of_cases(w.alerts)
        assert message.id == first.id
        assert "NOT AN ATTACK" not in message.content
        assert "Not an attack" in [each.label for each in message.components[0].children]


async def test_it_can_be_taken_back(tmp_path: Path) -> None:
    async with world(tmp_path, documents=staffed) as w:
        message = await dismissed(w)
        assert "OPEN AGAIN: case 1" in text(await w.operator_user.click(message, label="Undo: it is one"))
        await w.settled()
        (message,) = of_cases(w.alerts)
        assert message.content.startswith("🟠 HIGH: Mass ban")


async def test_pressed_twice_it_is_recorded_once(tmp_path: Path) -> None:
    """The second press was on its way before the message changed."""
    async with world(tmp_path, documents=staffed) as w:
        message = await opened(w)
        await w.operator_user.click(message, label="Not an attack")
        ref = str(message.embeds[0].footer.text).rpartition(" ")[2]
        late = SimpleNamespace(guild_id=w.guild.id, id=1, user=SimpleNamespace(id=w.owner.id))
        card = await w.assembly.client._judge(late, w.guild.id, ref, "no_attack")
        assert card.headline == f"✅ DONE ALREADY: case 1 is no attack, says <@{w.operator_user.id}>"
        assert len(w.assembly.client.desk.reader.signals(w.guild.id, type_="override.recorded")) == 1


async def test_who_may_only_look_or_nothing_is_refused(tmp_path: Path) -> None:
    async with world(tmp_path, documents=staffed) as w:
        message = await opened(w, actor=w.victim.id)
        for who in (w.viewer, w.member):
            assert "REFUSED" in text(await who.click(message, label="Not an attack"))
        await w.sent()
        assert journalled(w, "command.refused") == [
            (w.member.id, "Not an attack"),
            (w.viewer.id, "Not an attack"),
        ]
        assert w.assembly.client.desk.reader.signals(w.guild.id, type_="override.recorded") == []
        assert "CASE 1" in text(await w.viewer.click(message, label="More"))


async def test_the_suspect_is_refused_whatever_their_level(tmp_path: Path) -> None:
    async with world(tmp_path, documents=staffed) as w:
        message = await opened(w, actor=w.operator_user.id)
        for label in ("Not an attack", "More", "Why?"):
            assert "NOT NOW" in text(await w.operator_user.click(message, label=label))
        await w.owner.click(message, label="Not an attack")
        await w.settled()
        assert "CASE 1" in text(await w.operator_user.click(message, label="More"))


async def test_they_work_after_a_restart(tmp_path: Path) -> None:
    async with world(tmp_path, documents=staffed) as w:
        message = await opened(w)
        await w.again(documents=list(w.assembly.engine.program.rulebook.documents))
        assert "CASE 1" in text(await w.operator_user.click(message, label="More"))
        assert "WHY: Mass ban" in text(await w.operator_user.click(message, label="Why?"))
        assert "NOTED" in text(await w.operator_user.click(message, label="Not an attack"))


async def test_more_tells_every_rule_and_the_last_alerts(tmp_path: Path) -> None:
    async with world(tmp_path, documents=staffed) as w:
        message = await opened(w)
        for n in range(14):
            alarm(w, f"b{n}", data={"rule": f"r{n % 6}", "title": f"Rule {n % 6}"}, target=w.victim.id)
        await w.settled()
        said = text(await w.operator_user.click(message, label="More"))
        assert "HIGH Rule 5: 2 times" in said
        assert "Last 10 of 15 alerts" in said
        assert said.count(f"→ <@{w.victim.id}>") == 10


async def test_a_case_that_is_not_there_is_said_to_be_gone(tmp_path: Path) -> None:
    async with world(tmp_path, documents=staffed) as w:
        message = await opened(w)
        w.assembly.engine.core.cells._cells.clear()
        for label in ("Not an attack", "More"):
            assert "TOO OLD" in text(await w.operator_user.click(message, label=label))


async def test_a_button_of_another_guilds_case_finds_nothing(tmp_path: Path) -> None:
    async with world(tmp_path, documents=staffed) as w:
        message = await opened(w)
        elsewhere = w.env.create_guild("Elsewhere", owner=w.owner_user)
        theirs = elsewhere.create_text_channel("theirs")
        owner = simcord.MemberActor(w.env, elsewhere, w.owner_user)
        posted = w.env.backend.create_message(
            theirs.id, w.env.backend.bot_user.id, "x", components=[message.components[0].to_dict()]
        )
        found = next(each for each in theirs.history() if each.id == posted.id)
        assert "TOO OLD" in text(await owner.click(found, label="More"))


async def test_the_owner_uses_them_in_direct_messages(tmp_path: Path) -> None:
    async with world(tmp_path, documents=staffed) as w:
        for channel in (w.alerts, w.next):
            w.env.inject_error("POST", f"/channels/{channel.id}/messages", status=403, code=50001, times=None)
        alarm(w, "a")
        await w.sent()
        (message,) = w.owner_user.dm_channel.history()
        assert "WHY: Mass ban" in text(await w.owner_user.click(message, label="Why?"))
        assert "CASE 1" in text(await w.owner_user.click(message, label="More"))
        assert "NOTED" in text(await w.owner_user.click(message, label="Not an attack"))


async def test_what_concerns_no_server_can_be_looked_at_and_dismissed_where_it_is_told(
    tmp_path: Path,
) -> None:
    def operators(w: World) -> list[Document]:
        settings, alarming = with_cases(w)
        settings.body.pop("guild")
        return [settings, alarming]

    async with world(tmp_path, documents=operators) as w:
        alarm(w, "a", guild=None, actor=None)
        await w.sent()
        (message,) = of_cases(w.alerts)
        assert "CASE 1" in text(await w.owner.click(message, label="More"))
        assert "NOTED: case 1" in text(await w.owner.click(message, label="Not an attack"))
