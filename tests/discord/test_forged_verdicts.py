"""Clicks on *Anomaly*, *Expected*, *New normal* and *Not an anomaly* that nobody may use so.

By who has not the level, by the suspect of the case, in another server, altered, under another bot's message,
twice: each is refused or finds nothing, and teaches no baseline anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from engine.bot.actions import patience
from tests.discord.test_anomalies import LABELS, journalled, opened, watched
from tests.discord.test_commands import text
from tests.discord.world import World, world


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_FIRST_PAUSE_S", 0.01)


def ids_of(message: discord.Message) -> dict[str, str]:
    """The custom ids of the four buttons by their labels."""
    found = {
        each["label"]: each["custom_id"] for row in message.components for each in row.to_dict()["components"]
    }
    return {label: found[label] for label in LABELS}


def planted(w: World, custom_id: str, where: Any, author: int | None = None) -> discord.Message:
    """A message with such a button; of the bot, unless somebody else is named."""
    button = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
    rows = [{"type": 1, "components": [button]}]
    made = w.env.backend.create_message(where.id, author or w.env.backend.bot_user.id, "x", components=rows)
    return next(each for each in where.history() if each.id == made.id)


async def press(w: World, who: Any, custom_id: str, where: Any, author: int | None = None) -> str:
    w.assembly.client.desk.refusals.close()
    return text(await who.click(planted(w, custom_id, where, author), custom_id=custom_id))


async def test_who_may_not_and_the_suspect_are_refused_at_each(tmp_path: Path) -> None:
    async with world(tmp_path, documents=watched) as w:
        message = await opened(w)
        for custom_id in ids_of(message).values():
            for who in (w.viewer, w.victim, w.member):  # the last is whom the alert is about
                answer = await press(w, who, custom_id, w.general)
                assert answer.startswith(("⛔ REFUSED", "⛔ NOT NOW")), answer
        await w.sent()
        assert journalled(w) == []


async def test_in_another_server_nothing_is_found_and_nothing_said(tmp_path: Path) -> None:
    async with world(tmp_path, documents=watched) as w:
        ids = ids_of(await opened(w))
        boss = w.env.create_user("boss")
        elsewhere = w.env.create_guild("Elsewhere", owner=boss)
        room, there = elsewhere.create_text_channel("room"), simcord.MemberActor(w.env, elsewhere, boss)
        for custom_id in ids.values():
            for forged in (custom_id, custom_id.replace(f":{w.guild.id}:", f":{elsewhere.id}:")):
                if custom_id == ids["Expected"]:
                    form = await there.click(planted(w, forged, room), custom_id=forged)
                    (item,) = [each["component"] for each in form.modal["components"]]
                    answer = text(await there.submit_modal(form, {item["custom_id"]: ["week"]}))
                else:
                    answer = await press(w, there, forged, room)
                assert "TOO OLD: I no longer have this anomaly" in answer, answer
        await w.sent()
        assert journalled(w) == []
        reader = w.assembly.client.desk.reader
        assert reader.signals(elsewhere.id, type_="baseline.feedback") == []


@pytest.mark.parametrize("label", [each for each in LABELS if each != "Expected"])
async def test_an_altered_reference_or_another_bots_message_teaches_nothing(
    tmp_path: Path, label: str
) -> None:
    async with world(tmp_path, documents=watched) as w:
        custom_id = ids_of(await opened(w))[label]
        begin, _, ref = custom_id.rpartition(":")
        await press(w, w.operator_user, f"{begin}:{'0' * len(ref)}", w.general)
        robot = w.env.create_user("robot", bot=True)
        w.guild.add_member(robot)
        assert "TOO OLD" in await press(w, w.operator_user, custom_id, w.general, robot.id)
        await w.sent()
        assert journalled(w) == []
        await press(w, w.operator_user, custom_id, w.general)
        assert len(journalled(w)) == 1
