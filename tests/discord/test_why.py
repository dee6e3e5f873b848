"""The button under an alert: works after a restart, for those who may, for signals of this guild."""

from __future__ import annotations

from pathlib import Path

from engine.bot.commands.explain import answer
from engine.bot.views.why import LONGEST, why_button
from tests.discord.test_commands import journalled, text
from tests.discord.world import world


async def test_it_explains_the_signal_of_its_alert(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest(id="first-signal", actor=w.owner.id)
        w.ingest(id="second-signal")
        await w.sent()
        first = w.alerts.history()[0]
        assert f"by <@{w.owner.id}>" in text(await w.owner.click(first, label="Why?"))


async def test_it_works_after_a_restart(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest()
        await w.sent()
        alert = w.alerts.last_message
        await w.again()
        assert "WHY" in text(await w.owner.click(alert, label="Why?"))


async def test_whoever_sees_it_is_still_checked_and_journalled(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest()
        await w.sent()
        assert "REFUSED" in text(await w.member.click(w.alerts.last_message, label="Why?"))
        await w.sent()
        assert journalled(w, "command.refused") == [(w.member.id, "Why?")]


async def test_an_id_that_does_not_fit_has_no_button() -> None:
    assert why_button("x" * LONGEST).children
    assert not why_button("x" * (LONGEST + 1)).children
    assert not why_button("").children


async def test_when_the_answer_fails_whoever_clicked_is_told(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest()
        await w.sent()
        w.assembly.client.desk.reader = None
        assert "FAILED" in text(await w.owner.click(w.alerts.last_message, label="Why?"))


async def test_a_button_of_another_guilds_signal_finds_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.ingest(id="here-only-1")
        await w.sent()
        elsewhere = w.env.create_guild("Elsewhere")
        card = await answer(w.assembly.client.desk, elsewhere.id, "here-only-1")
        assert card.headline == "🔎 NOT FOUND"
