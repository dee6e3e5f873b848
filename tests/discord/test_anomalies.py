"""An anomaly on Discord: a sentence, four words as buttons, and what a click teaches the baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import discord
import pytest

from engine.bot.actions import patience
from engine.documents.document import Document
from engine.systems.baseline.state import Baseline
from tests.bot.actions.test_case import lines, of_cases
from tests.discord.test_commands import text
from tests.discord.world import World, world

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LABELS = ["Anomaly", "Expected", "New normal", "Not an anomaly"]
IDENTITY = "p/baseline/alerts"


def watched(w: World) -> list[Document]:
    """Alerts of each host are counted; somebody of the staff may operate, somebody may look."""
    w.operator_user, w.viewer = (w.guild.add_member(w.env.create_user(name)) for name in ("dana", "eve"))
    settings = {
        "kind": "settings", "guild": w.guild.id, "alerts": {"channel": w.alerts.id},
        "access": {"operate": [w.operator_user.id], "view": [w.viewer.id]},
    }  # fmt: skip
    usual = {
        "title": "Alerts of a host", "kind": "baseline", "logsource": {"product": "alert"},
        "measure": "count", "by": ["actor"], "bucket": "5m", "season": "none",
    }  # fmt: skip
    return [
        Document("settings", "s", "p", "s.yml", 0, settings, {}),
        Document("baseline", "alerts", "p", "b.yml", 0, usual, {}),
    ]


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_FIRST_PAUSE_S", 0.01)


def said(w: World, n: object, time: int) -> None:
    w.ingest("alert.ids", id=f"alert:{n}", time=time, target=None)


async def opened(w: World, count: int = 40) -> discord.Message:
    """Two usual days, then a burst now."""
    now = w.clock()
    for n in range(2 * DAY // (5 * MINUTE)):
        said(w, n, now - 2 * DAY + n * 5 * MINUTE)
    for n in range(count):
        said(w, f"burst{n}", now)
    await w.settled()
    (message,) = of_cases(w.alerts)
    return message


def learned(w: World) -> Baseline:
    found = w.assembly.engine.core.cells.get(IDENTITY, (w.guild.id,))
    assert isinstance(found, Baseline)
    return found


def journalled(w: World) -> list[Any]:
    rows = w.assembly.client.desk.reader.signals(w.guild.id, type_="baseline.feedback")
    return [row.signal for row in rows]


async def test_the_alert_says_how_much_what_is_usual_and_how_rare_that_is(tmp_path: Path) -> None:
    async with world(tmp_path, documents=watched) as w:
        message = await opened(w)
        assert message.content.endswith(f"Alerts of a host by <@{w.member.id}>")
        first = lines(message)[0].replace("\\", "")
        assert first.startswith(f"**<@{w.member.id}>: ")
        assert "in 5 minutes, where 1 is usual (0 to 3); once in about" in first
        assert "Learned from 2 days" in first
        assert [each.label for each in message.components[0].children] == ["Why?", "More", *LABELS[:3]]
        assert [each.label for each in message.components[1].children] == LABELS[3:]


async def test_not_an_anomaly_is_recorded_with_who_and_teaches(tmp_path: Path) -> None:
    async with world(tmp_path, documents=watched) as w:
        message = await opened(w)
        answer = text(await w.operator_user.click(message, label="Not an anomaly"))
        assert "NOTED: NO ANOMALY, you say" in answer
        assert "is no news for four weeks" in answer
        await w.settled()
        (message,) = of_cases(w.alerts)
        assert message.content.startswith(f"✅ NO ANOMALY, says <@{w.operator_user.id}>: Alerts of a host")
        (word,) = journalled(w)
        assert (word.actor, word.data["verdict"], word.data["baseline"]) == (
            w.operator_user.id, "not_anomaly", IDENTITY,
        )  # fmt: skip
        assert learned(w).accepted[str(w.member.id)].high > 6


async def test_expected_asks_until_when(tmp_path: Path) -> None:
    async with world(tmp_path, documents=watched) as w:
        message = await opened(w)
        form = await w.operator_user.click(message, label="Expected")
        assert form.modal is not None
        assert form.modal["title"] == "Expected until"
        (item,) = [each["component"] for each in form.modal["components"]]
        assert [each["value"] for each in item["options"] if each.get("default")] == ["day"]
        answer = await w.operator_user.submit_modal(form, {item["custom_id"]: ["day"]})
        assert "NOTED: EXPECTED, you say" in text(answer)
        (word,) = journalled(w)
        assert word.data["until_seconds"] == 86_400
        (entry,) = learned(w).expected
        assert entry.until - entry.since == 86_400


@pytest.mark.parametrize(("label", "verdict"), [("Anomaly", "anomaly"), ("New normal", "new_normal")])
async def test_the_other_words_are_recorded_too(tmp_path: Path, label: str, verdict: str) -> None:
    async with world(tmp_path, documents=watched) as w:
        message = await opened(w)
        assert "NOTED" in text(await w.operator_user.click(message, label=label))
        await w.settled()
        (word,) = journalled(w)
        assert word.data["verdict"] == verdict
        (message,) = of_cases(w.alerts)
        assert message.content.startswith("✅ THE NEW NORMAL") == (verdict == "new_normal")


async def test_who_undoes_a_word_teaches_that_it_is_one_after_all(tmp_path: Path) -> None:
    async with world(tmp_path, documents=watched) as w:
        message = await opened(w)
        await w.operator_user.click(message, label="Not an anomaly")
        await w.settled()
        assert learned(w).accepted
        (message,) = of_cases(w.alerts)
        answer = text(await w.operator_user.click(message, label="Undo: it is one"))
        assert "OPEN AGAIN" in answer
        assert "I learn nothing from it" in answer
        await w.settled()
        assert [word.data["verdict"] for word in journalled(w)] == [
            "anomaly",
            "not_anomaly",
        ]  # the newest first
        assert not learned(w).accepted
        (message,) = of_cases(w.alerts)
        assert message.content.startswith(("🟡", "🟠"))


async def test_who_may_only_look_teaches_nothing(tmp_path: Path) -> None:
    async with world(tmp_path, documents=watched) as w:
        message = await opened(w)
        assert "REFUSED" in text(await w.viewer.click(message, label=LABELS[0]))
        for label in LABELS[1:]:
            await w.viewer.click(message, label=label)
        assert journalled(w) == []


async def test_pressed_twice_it_is_recorded_once_also_after_a_restart(tmp_path: Path) -> None:
    async with world(tmp_path, documents=watched) as w:
        message = await opened(w)
        await w.operator_user.click(message, label="Anomaly")
        await w.settled()
        await w.again(documents=list(w.assembly.engine.program.rulebook.documents))
        assert "DONE ALREADY: AN ANOMALY" in text(await w.operator_user.click(message, label="Anomaly"))
        assert len(journalled(w)) == 1


async def test_an_anomaly_that_is_forgotten_is_said_to_be(tmp_path: Path) -> None:
    async with world(tmp_path, documents=watched) as w:
        message = await opened(w)
        w.assembly.engine.core.cells._cells.clear()
        assert "TOO OLD" in text(await w.operator_user.click(message, label="New normal"))
