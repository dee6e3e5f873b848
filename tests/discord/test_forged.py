"""Clicks and forms that nobody may use so: each is refused privately, is one record, and does nothing.

On *Why?*, *More*, *Not an attack*, *Apply*, *Change nothing*, *Set up* and the form of it: by who has not
the level, by the suspect of an open case, in another server, altered, under another bot's message, twice,
too late, and after a restart.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from engine.documents.home import Home
from engine.store.reader import SqliteReader
from engine.systems.library import Library
from tests.discord.test_commands import text
from tests.discord.test_edits import folder, put, recorded
from tests.discord.test_home import OWN, Homely, at_home

CASES = ("Why?", "Not an attack", "More")
DRAFTS = ("Apply", "Change nothing")
ALL = (*CASES, *DRAFTS, "Set up")
NOTHING = ("TOO OLD", "TOO LATE", "REFUSED", "NOT NOW", "NOT FOUND")
RULE = OWN.format("House").encode()
SETTINGS = """\
kind: settings
alerts: {{channel: '{alerts}'}}
access: {{operate: ['{operator}'], admin: ['{admin}']}}
"""


class Scene:
    """A server with an open case and a draft that waits, and every button of them."""

    def __init__(self, home: Homely) -> None:
        self.home, self.w, self.env = home, home.w, home.w.env
        self.ids: dict[str, str] = {}

    async def build(self) -> None:
        w = self.w
        self.operator, self.admin = (w.guild.add_member(w.env.create_user(name)) for name in ("dana", "eve"))
        folder(self.home).mkdir(parents=True)
        (folder(self.home) / "settings.yml").write_text(
            SETTINGS.format(alerts=w.alerts.id, operator=self.operator.id, admin=self.admin.id)
        )
        await w.env.settle()
        await self.home.reload()
        await self.attack(w.member.id)
        (case,) = [each for each in w.alerts.history() if each.components]
        self.note(case.components)
        self.draft = await put(self.home, RULE, name="house.yml")
        self.note(self.draft.response.components)
        self.card = await w.owner.slash(w.general, "setup")
        self.note(self.card.response.components)
        await w.sent()
        self.before = self.records()

    async def attack(self, actor: int) -> None:
        data = {"rule": "r1", "rule_name": "mass_ban", "title": "Mass ban"}
        self.w.ingest("threat.detected", actor=actor, target=None, severity="high", data=data)
        await self.w.settled()

    def note(self, rows: Any) -> None:
        for row in rows:
            built = row if isinstance(row, dict) else row.to_dict()
            self.ids |= {each["label"]: each["custom_id"] for each in built["components"]}

    def plant(
        self, custom_id: str, *, channel: Any = None, author: int | None = None, shown: str | None = None
    ) -> discord.Message:
        """A message with a button of this id; `author` is the bot's, unless said otherwise."""
        where = channel or self.w.general
        button = {"type": 2, "style": 2, "label": "x", "custom_id": shown or custom_id}
        made = self.env.backend.create_message(
            where.id, author or self.env.backend.bot_user.id, "x",
            components=[{"type": 1, "components": [button]}],
        )  # fmt: skip
        return next(each for each in where.history() if each.id == made.id)

    async def press(self, who: Any, custom_id: str, **where: Any) -> str:
        """The private answer to a click; `text` fails on one that all can see."""
        self.w.assembly.client.desk.refusals.close()  # a flood is another matter
        return text(await who.click(self.plant(custom_id, **where), custom_id=custom_id))

    def records(self) -> list[tuple[str, str]]:
        """What was asked of us and how it ended, in all servers, oldest first."""
        reader = SqliteReader(self.w.data / "tocsin.db")
        rows = [
            row.signal
            for guild in (self.w.guild.id, self.home.guild.id)
            for type_ in ("command.used", "command.refused", "override.recorded", "config.changed")
            for row in reader.signals(guild, type_=type_, limit=1_000)
        ]
        return [(each.type, str(each.data.get("command"))) for each in rows]

    async def news(self) -> list[str]:
        """The types of what was recorded since it was asked last."""
        await self.w.sent()
        now, before = self.records(), list(self.before)
        self.before = list(now)
        for each in before:
            now.remove(each)
        return [type_ for type_, _ in now]

    def untouched(self) -> bool:
        names = sorted(each.name for each in folder(self.home).iterdir())
        return names == ["settings.yml"] and recorded(self.home) == []


@asynccontextmanager
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with at_home(tmp_path) as home:
        made = Scene(home)
        await made.build()
        yield made
        await home.w.sent()


async def test_who_has_not_the_level_is_refused(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        tried = [(s.w.victim, each) for each in ALL]
        tried += [(s.operator, each) for each in (*DRAFTS, "Set up")]
        for who, label in tried:
            answer = await s.press(who, s.ids[label])
            assert answer.startswith("⛔ REFUSED"), (label, answer)
            assert await s.news() == ["command.refused"], label
        assert s.untouched()
        assert "APPLIED" in text(await s.w.owner.click(s.draft.response, label="Apply"))


async def test_the_suspect_of_an_open_case_is_refused_whatever_they_could_before(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        await s.attack(s.admin.id)
        for label in ALL:
            answer = await s.press(s.admin, s.ids[label])
            assert answer.startswith("⛔ NOT NOW"), (label, answer)
            assert await s.news() == ["command.refused"], label
        assert s.untouched()


async def test_another_server_finds_nothing(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        theirs = s.home.guild.create_text_channel("theirs")
        boss = s.home.boss
        await s.env.settle()
        for label in (*CASES, *DRAFTS):
            answer = await s.press(boss, s.ids[label], channel=theirs)
            assert answer.lstrip("⚪⚠️⛔🔎 ").startswith(NOTHING), (label, answer)
            assert await s.news() == ["command.used"], label
        assert s.untouched()
        assert "APPLIED" in text(await s.w.owner.click(s.draft.response, label="Apply"))


def altered(custom_id: str, others: str) -> list[str]:
    """Ids like this one that were never given out."""
    head, _, tail = custom_id.rpartition(":")
    ids = [
        f"{head}:{tail[:-1]}{'0' if tail[-1] != '0' else '1'}", f"{head}:{tail[:-1]}",
        f"{head}:{tail.upper()}x",
        f"{head}:{'f' * len(tail)}", f"{head}:", head, f"x{custom_id}", f"{custom_id}\n", f"{custom_id} ",
        f"{head.replace(others, '1')}:{tail}x", "", ":", f"{head}:../{tail}", f"{head}:{tail}" + "f" * 60,
    ]  # fmt: skip
    return sorted({each[:100] for each in ids if each} - {custom_id})


@pytest.mark.parametrize("label", ALL)
async def test_an_altered_id_finds_nothing(tmp_path: Path, label: str) -> None:
    async with scene(tmp_path) as s:
        for custom_id in altered(s.ids[label], str(s.w.guild.id)):
            answer = await s.press(s.w.owner, custom_id)
            assert any(word in answer for word in (*NOTHING, "WHY")), (custom_id, answer)
            (record,) = await s.news()
            assert record in {"command.used", "command.refused"}, custom_id
        assert s.untouched()
        assert "APPLIED" in text(await s.w.owner.click(s.draft.response, label="Apply"))


@pytest.mark.parametrize("label", ALL)
async def test_under_another_bots_message_it_is_none_of_ours(tmp_path: Path, label: str) -> None:
    async with scene(tmp_path) as s:
        robot = s.env.create_user("robot", bot=True)
        s.w.guild.add_member(robot)
        answer = await s.press(s.w.owner, s.ids[label], author=robot.id)
        assert answer.startswith("⛔ TOO OLD: this button or form does nothing any more")
        assert await s.news() == ["command.refused"]
        assert s.untouched()


async def test_somebody_elses_draft_is_not_theirs_to_apply(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        for label in DRAFTS:
            assert (await s.press(s.admin, s.ids[label])).startswith("⚠️ TOO LATE")
            assert await s.news() == ["command.used"]
        assert s.untouched()
        assert "APPLIED" in text(await s.w.owner.click(s.draft.response, label="Apply"))


@pytest.mark.parametrize("label", DRAFTS)
async def test_a_draft_is_used_once_and_for_ten_minutes(tmp_path: Path, label: str) -> None:
    async with scene(tmp_path) as s:
        await s.env.advance_time(601)
        assert (await s.press(s.w.owner, s.ids[label])).startswith("⚠️ TOO LATE")
        assert s.untouched()
        s.draft = await put(s.home, RULE, name="house.yml")
        s.note(s.draft.response.components)
        await s.news()
        first = await s.press(s.w.owner, s.ids[label])
        assert not first.startswith("⚠️ TOO LATE")
        again = [await s.press(s.w.owner, s.ids[each]) for each in DRAFTS]
        assert all(each.startswith("⚠️ TOO LATE") for each in again)
        assert sorted(await s.news()) == ["command.used"] * 3 if label == "Change nothing" else [
            "command.used", "command.used", "command.used", "config.changed",
        ]  # fmt: skip


async def test_a_case_is_judged_once(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        first = await s.press(s.operator, s.ids["Not an attack"])
        again = await s.press(s.w.owner, s.ids["Not an attack"])
        assert (first.split(":")[0], again.split(":")[0]) == ("✅ NOTED", "✅ DONE ALREADY")
        assert sorted(await s.news()) == ["command.used", "command.used", "override.recorded"]


async def test_after_a_restart_drafts_and_forms_are_gone_and_all_else_is_looked_up(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        form = await s.w.owner.click(s.card.response, label="Set up")
        await s.w.sent()
        await s.w.assembly.unwatch()
        library = Library([Home(tmp_path)])
        await s.w.again(documents=list(library.load().rulebook.documents), library=library)
        s.w.assembly.watch()
        await s.w.sent()
        s.before = s.records()
        for label in DRAFTS:
            assert (await s.press(s.w.owner, s.ids[label])).startswith("⚠️ TOO LATE")
            assert await s.news() == ["command.used"]
        assert "CASE 1" in await s.press(s.w.owner, s.ids["More"])
        await s.news()

        s.w.assembly.client.desk.refusals.close()
        said = text(await s.w.owner.submit_modal(form, answers(form, s.w.alerts)))
        assert said.startswith("⛔ TOO OLD: this button or form does nothing any more")
        assert await s.news() == ["command.refused"]
        assert s.untouched()


async def test_a_form_is_checked_when_it_is_sent_and_taken_once(tmp_path: Path) -> None:
    async with scene(tmp_path) as s:
        form = await s.w.owner.click(s.card.response, label="Set up")
        theirs = await s.admin.click(s.plant(s.ids["Set up"]), custom_id=s.ids["Set up"])
        await s.attack(s.admin.id)
        await s.news()
        said = text(await s.admin.submit_modal(theirs, answers(theirs, s.w.alerts)))
        assert said.startswith("⛔ NOT NOW")
        assert await s.news() == ["command.refused"]
        assert s.untouched()

        assert "SET UP" in text(await s.w.owner.submit_modal(form, answers(form, s.w.alerts)))
        assert sorted(await s.news()) == ["command.used", "config.changed"]
        form._interaction.modal_consumed = False  # the double refuses to send it again, a forger does not
        said = text(await s.w.owner.submit_modal(form, answers(form, s.w.alerts)))
        assert said.startswith("⛔ TOO OLD")
        assert await s.news() == ["command.refused"]


def answers(form: simcord.InteractionResult, channel: Any) -> dict[str, Any]:
    assert form.modal is not None
    ids = [each["component"]["custom_id"] for each in form.modal["components"]]
    return {ids[0]: [channel], ids[2]: ["propose"]}
