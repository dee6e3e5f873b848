"""Forged clicks on what people say: the four words for an anomaly, the form of one, and taking a word back.

Each is refused privately, is one record, and teaches nothing: by who has not the level, by the suspect of an
open case, in another server, altered, under another bot's message, twice, too late, and after a restart.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import simcord

from engine.bot.actions import patience
from engine.bot.views.anomaly_buttons import SPANS
from engine.documents.home import Home
from engine.store.reader import SqliteReader
from engine.systems.library import Library
from tests.bot.actions.test_case import of_cases
from tests.discord.test_anomalies import DAY, MINUTE
from tests.discord.test_commands import text
from tests.discord.test_edits import folder
from tests.discord.test_forged import NOTHING, SETTINGS, Scene, altered
from tests.discord.test_home import at_home
from tests.documents.test_load import write

USUAL = """\
title: Alerts of a host
name: alerts
kind: baseline
logsource: {product: alert}
measure: count
by: [actor]
bucket: 5m
season: none
"""
AT_ONCE = ("Anomaly", "New normal", "Not an anomaly")
WORDS = ("Expected", *AT_ONCE)
BACK = "Undo: it is one"


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_FIRST_PAUSE_S", 0.01)


class Telling(Scene):
    """A server with an anomaly that was told, and every word for it."""

    async def build(self) -> None:
        w = self.w
        self.operator, self.admin = (w.guild.add_member(w.env.create_user(name)) for name in ("dana", "eve"))
        folder(self.home).mkdir(parents=True)
        said = SETTINGS.format(alerts=w.alerts.id, operator=self.operator.id, admin=self.admin.id)
        (folder(self.home) / "settings.yml").write_text(said)
        write(self.home.root, {"rules/house/usual.yml": USUAL})
        await w.env.settle()
        await self.home.reload()
        now, step = w.clock(), 5 * MINUTE
        times = [*range(now - 2 * DAY, now, step), *[now] * 40]
        for n, time in enumerate(times):
            w.ingest("alert.ids", id=f"alert:{n}", time=time, target=None)
        await w.settled()
        (self.message,) = of_cases(w.alerts)
        self.note(self.message.components)
        await w.sent()
        self.before = self.records()

    def taught(self) -> list[str]:
        """What was said of anomalies, wherever."""
        reader = SqliteReader(self.w.data / "tocsin.db")
        guilds = (self.w.guild.id, self.home.guild.id)
        rows = [row for guild in guilds for row in reader.signals(guild, type_="baseline.feedback")]
        return [str(row.signal.data["verdict"]) for row in rows]

    async def form(self, who: Any, custom_id: str, **where: Any) -> simcord.InteractionResult:
        """The form that [Expected] asks with."""
        self.w.assembly.client.desk.refusals.close()
        return await who.click(self.plant(custom_id, **where), custom_id=custom_id)

    async def send(self, who: Any, form: simcord.InteractionResult, until: str = "day") -> str:
        assert form.modal is not None
        (item,) = [each["component"] for each in form.modal["components"]]
        self.w.assembly.client.desk.refusals.close()
        return text(await who.submit_modal(form, {item["custom_id"]: [until]}))

    async def say(self, who: Any, custom_id: str, **where: Any) -> str:
        """The answer to a word, through its form where it has one."""
        if not custom_id.startswith("expected:"):
            return await self.press(who, custom_id, **where)
        asked = await self.form(who, custom_id, **where)
        return text(asked) if asked.modal is None else await self.send(who, asked)


@asynccontextmanager
async def telling(tmp_path: Path) -> AsyncIterator[Telling]:
    async with at_home(tmp_path) as home:
        made = Telling(home)
        await made.build()
        assert set(WORDS) < made.ids.keys()
        yield made
        await home.w.sent()


async def test_who_has_not_the_level_and_a_suspect_teach_nothing(tmp_path: Path) -> None:
    async with telling(tmp_path) as s:
        for label in WORDS:
            assert (await s.say(s.w.victim, s.ids[label])).startswith("⛔ REFUSED"), label
            assert await s.news() == ["command.refused"], label
        await s.attack(s.admin.id)
        for label in WORDS:
            assert (await s.say(s.admin, s.ids[label])).startswith("⛔ NOT NOW"), label
            assert await s.news() == ["command.refused"], label
        assert s.taught() == []


async def test_in_another_server_it_names_nothing(tmp_path: Path) -> None:
    async with telling(tmp_path) as s:
        theirs = s.home.guild.create_text_channel("theirs")
        await s.env.settle()
        for label in WORDS:
            answer = await s.say(s.home.boss, s.ids[label], channel=theirs)
            assert answer.lstrip("⚪⚠️⛔🔎 ").startswith(NOTHING), (label, answer)
            assert set(await s.news()) == {"command.used"}, label
        assert s.taught() == []
        assert "NOTED" in await s.press(s.operator, s.ids["Anomaly"])


@pytest.mark.parametrize("label", WORDS)
async def test_altered_or_under_another_bots_message_it_teaches_nothing(tmp_path: Path, label: str) -> None:
    async with telling(tmp_path) as s:
        for custom_id in altered(s.ids[label], str(s.w.guild.id)):
            answer = await s.say(s.w.owner, custom_id)
            assert any(word in answer for word in NOTHING), (custom_id, answer)
            assert set(await s.news()) in ({"command.used"}, {"command.refused"}), custom_id
        robot = s.env.create_user("robot", bot=True)
        s.w.guild.add_member(robot)
        assert (await s.say(s.w.owner, s.ids[label], author=robot.id)).startswith("⛔ TOO OLD")
        assert await s.news() == ["command.refused"]
        assert s.taught() == []


@pytest.mark.parametrize("label", AT_ONCE)
async def test_pressed_twice_it_is_one_word(tmp_path: Path, label: str) -> None:
    async with telling(tmp_path) as s:
        first = await s.press(s.operator, s.ids[label])
        again = await s.press(s.w.owner, s.ids[label])
        assert "NOTED" in first
        assert "DONE ALREADY" in again
        assert sorted(await s.news()) == ["command.used", "command.used"]
        assert len(s.taught()) == 1


async def test_the_form_is_checked_when_it_is_sent_and_taken_once(tmp_path: Path) -> None:
    async with telling(tmp_path) as s:
        ours, theirs = [await s.form(who, s.ids["Expected"]) for who in (s.operator, s.admin)]
        await s.attack(s.admin.id)
        await s.news()
        assert (await s.send(s.admin, theirs)).startswith("⛔ NOT NOW")
        assert await s.news() == ["command.refused"]
        assert s.taught() == []

        assert "NOTED: EXPECTED" in await s.send(s.operator, ours)
        ours._interaction.modal_consumed = False  # the double refuses to send it again, a forger does not
        assert (await s.send(s.operator, ours)).startswith("⛔ TOO OLD")
        assert sorted(await s.news()) == ["command.refused", "command.used"]
        assert s.taught() == ["expected"]


async def test_a_span_that_the_form_does_not_offer_is_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with telling(tmp_path) as s:
        form = await s.form(s.operator, s.ids["Expected"])
        monkeypatch.delitem(SPANS, "week")  # the double sends only what was offered

        assert "NOTED: EXPECTED" in await s.send(s.operator, form, "week")
        (row,) = SqliteReader(s.w.data / "tocsin.db").signals(s.w.guild.id, type_="baseline.feedback")
        assert row.signal.data["until_seconds"] == 86_400


async def test_after_a_restart_the_form_is_gone_and_an_anomaly_that_is_forgotten_too_old(
    tmp_path: Path,
) -> None:
    async with telling(tmp_path) as s:
        form = await s.form(s.operator, s.ids["Expected"])
        await s.w.sent()
        await s.w.assembly.unwatch()
        library = Library([Home(tmp_path)])
        await s.w.again(documents=list(library.load().rulebook.documents), library=library)
        s.w.assembly.watch()
        await s.w.sent()
        s.before = s.records()
        assert (await s.send(s.operator, form)).startswith("⛔ TOO OLD")
        assert await s.news() == ["command.refused"]

        s.w.assembly.engine.core.cells._cells.clear()
        for label in WORDS:
            assert "TOO OLD" in await s.say(s.operator, s.ids[label]), label
        assert set(await s.news()) == {"command.used"}
        assert s.taught() == []


async def test_what_was_no_anomaly_is_one_again_by_who_may_and_once(tmp_path: Path) -> None:
    async with telling(tmp_path) as s:
        await s.press(s.operator, s.ids["Not an anomaly"])
        await s.w.settled()
        (message,) = of_cases(s.w.alerts)
        s.note(message.components)
        undo = s.ids[BACK]
        await s.attack(s.admin.id)
        await s.news()
        theirs = s.home.guild.create_text_channel("theirs")
        await s.env.settle()
        robot = s.env.create_user("robot", bot=True)
        s.w.guild.add_member(robot)

        assert (await s.press(s.w.victim, undo)).startswith("⛔ REFUSED")
        assert (await s.press(s.admin, undo)).startswith("⛔ NOT NOW")
        assert (await s.press(s.w.owner, undo, author=robot.id)).startswith("⛔ TOO OLD")
        assert await s.news() == ["command.refused"] * 3
        assert "TOO OLD" in await s.press(s.home.boss, undo, channel=theirs)
        for custom_id in altered(undo, str(s.w.guild.id)):
            answer = await s.press(s.w.owner, custom_id)
            assert any(word in answer for word in NOTHING), (custom_id, answer)
        assert "override.recorded" not in await s.news()

        assert "OPEN AGAIN" in await s.press(s.operator, undo)
        assert "OPEN ALREADY" in await s.press(s.operator, undo)
        assert sorted(await s.news()) == ["command.used", "command.used", "override.recorded"]
