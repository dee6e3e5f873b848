"""In a burst of joins and messages, all told at once, people are answered before it is worked through.

What is asserted is the order in which things happen, on a real WebSocket: never a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.signal import Signal
from engine.systems.loading import load_rulebook
from tests.discord.test_case_buttons import opened, staffed
from tests.discord.test_commands import text
from tests.discord.test_home import at_home
from tests.discord.test_supervisor import RULES, Running, running
from tests.discord.world import World, world
from tests.support.loop import until
from tests.support.loopback import GUILD
from tests.support.loopback.payloads import message, user

PEOPLE = 2_000
MANY = 1_000
SCAM = "@everyone free nitro https://dlscord-gifts.com/x"


@asynccontextmanager
async def listening(tmp_path: Path, monkeypatch: Any) -> AsyncIterator[Running]:
    """The bot with the rules that ship, at rest."""
    rulebook = load_rulebook([RULES / "automod"]).rulebook
    async with running(tmp_path, monkeypatch, rulebook=rulebook) as run:
        await run.until(run.assembly.client.is_ready)
        await run.until(lambda: not run.in_gap())
        yield run


async def raid(run: Running, people: range) -> None:
    """Each joins and writes at once; nobody waits for the bot."""
    for n in people:
        id_ = 1 << 45 | n
        await run.server.join(id_)
        said = message(run.server.snowflake(), SCAM, author=user(id_, f"raider{n}"))
        await run.server.tell(GUILD, "MESSAGE_CREATE", {**said, "guild_id": str(GUILD), "member": MEMBER})


MEMBER = {"roles": [], "joined_at": None, "flags": 0}


@pytest.mark.parametrize("at", [0, PEOPLE // 2, PEOPLE], ids=["first", "in the midst", "last"])
@pytest.mark.parametrize("what", ["click", "command"])
async def test_who_asks_in_a_burst_is_answered_before_it_is_through(
    tmp_path: Path, monkeypatch: Any, at: int, what: str
) -> None:
    async with listening(tmp_path, monkeypatch) as run:
        engine = run.assembly.engine
        await raid(run, range(at))
        asked = await (run.server.clicks("why:none") if what == "click" else run.server.types("ping"))
        await raid(run, range(at, PEOPLE))
        await run.until(lambda: asked in run.server.answered)
        taken_in = engine.core.seq
        await run.until(lambda: all_read(run))
        await engine.caught_up()
        assert taken_in < engine.core.seq / 2


def all_read(run: Running) -> bool:
    """Whether discord.py has read the last of the burst."""
    return run.assembly.client.get_guild(GUILD).get_member(1 << 45 | PEOPLE - 1) is not None


def burst(w: World, monkeypatch: pytest.MonkeyPatch, **fields: Any) -> None:
    """What others do, told all at once, and at a slow pace taken in; `fields` make the last of it."""
    now, engine = w.clock(), w.assembly.engine
    monkeypatch.setattr(engine._intake, "_slice", lambda: None)
    for n in range(1, MANY):
        engine.ingest_soon(Signal(f"burst-{n}", "discord.message.create", now, guild=w.guild.id, actor=n))
    engine.ingest_soon(Signal("burst-last", "test.alarm", now, guild=w.guild.id, **fields))


async def test_a_click_overtakes_what_others_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with world(tmp_path, documents=staffed) as w:
        message = await opened(w)
        burst(w, monkeypatch, actor=w.member.id, severity="high", data={"rule": "r1", "title": "Mass ban"})
        clicking = asyncio.create_task(w.operator_user.click(message, label="Not an attack"))
        reader = w.assembly.client.desk.reader
        await until(lambda: reader.signals(w.guild.id, type_="override.recorded"))
        assert len(w.assembly.engine._intake) == MANY
        w.assembly.engine.ingest_waiting()
        assert "NOTED" in text(await clicking)
        await w.sent()
        rows = [row for each in w.assembly.engine.store.history(0) for row in each]
        assert sum(row.signal.id.startswith("burst") for row in rows) == MANY


@pytest.mark.parametrize("label", ["Not an attack", "More"])
async def test_it_never_overtakes_what_the_same_person_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, label: str
) -> None:
    async with world(tmp_path, documents=staffed) as w:
        message = await opened(w)
        suspect = w.operator_user
        burst(w, monkeypatch, actor=suspect.id, severity="high", data={"rule": "r2", "title": "Mass kick"})
        clicking = asyncio.create_task(suspect.click(message, label=label))
        await until(lambda: w.assembly.engine._intake._until)
        assert len(w.assembly.engine._intake) == MANY
        w.assembly.engine.ingest_waiting()
        assert "NOT NOW" in text(await clicking)
        assert w.assembly.client.desk.reader.signals(w.guild.id, type_="override.recorded") == []


async def test_a_form_is_shown_whatever_waits_for_it_is_checked_when_it_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_home(tmp_path) as home:
        card = await home.w.owner.slash(home.w.general, "setup")
        burst(home.w, monkeypatch, actor=home.w.owner.id)
        form = await home.w.owner.click(card.response, label="Set up")
        assert form.modal is not None
        assert len(home.w.assembly.engine._intake) == MANY
        home.w.assembly.engine.ingest_waiting()
