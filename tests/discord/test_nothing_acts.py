"""A fresh installation carries out nothing but messages, whatever happens and whatever its rules say.

Every call to Discord's REST interface is looked at, over the whole drill and over every rule that ships.
"""

from __future__ import annotations

import copy
import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
import structlog
from rich.console import Console
from simcord.http import router

from engine.bot.drill import bot as drill_bot
from engine.bot.drill import run
from engine.catalogue import shipped
from engine.documents.cases.case import read_case
from engine.documents.document import Document
from engine.effects import Act
from engine.instants import DAY_MS
from engine.signal import SNOWFLAKES, Signal, discord_id
from tests.discord.test_shipped_rules import LEAST_RULES, LOADED
from tests.discord.world import World, world
from tests.support.loop import Clock

HARMLESS: Final = [
    re.compile(each)
    for each in (
        r"GET .*",
        r"PUT /applications/\d+/commands",
        r"POST /channels/\d+/messages",
        r"PATCH /channels/\d+/messages/\d+",
        r"POST /users/@me/channels",
        r"POST /interactions/\d+/[^/]+/callback",
        r"(POST|PATCH) /webhooks/application/[^/]+(/messages/(@original|\d+))?",
    )
]
"""Reads, its own messages and their edits, direct messages, what commands there are, answers to them."""
ACTIONS: Final = {"discord.message", "discord.case", "discord.mention"}
"""What documents that ship may ask for at all."""


class Calls:
    """Each call of the bot, as `METHOD /path`; `application` stands for the own webhook, which answers."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def beyond(self) -> set[str]:
        """Those that do more than write to people."""
        return {call for call in self.made if not any(each.fullmatch(call) for each in HARMLESS)}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    recorded = Calls()
    dispatch = router.dispatch

    def record(backend: Any, method: str, path: str, **options: Any) -> Any:
        own = path.replace(f"/webhooks/{backend.application_id}/", "/webhooks/application/")
        recorded.made.append(f"{method} {own}")
        return dispatch(backend, method, path, **options)

    monkeypatch.setattr(router, "dispatch", record)
    return recorded


@pytest.fixture
def _quiet() -> Iterator[None]:
    """The drill sets up logs of its own."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before
    structlog.reset_defaults()


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize("mode", [None, "enforce"])
def test_the_whole_drill_does_nothing_but_write(
    tmp_path: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch, mode: str | None
) -> None:
    write = drill_bot._write_settings

    def raised(*args: Any) -> Path:
        folder: Path = write(*args)
        file = folder / "settings.yml"
        file.write_text(f"{file.read_text('utf-8')}\nmode: {mode}\n", encoding="utf-8")
        return folder

    if mode is not None:
        monkeypatch.setattr(drill_bot, "_write_settings", raised)

    assert run(tmp_path, Console(file=io.StringIO(), highlight=False)) == 0

    assert any(re.fullmatch(r"POST /channels/\d+/messages", call) for call in calls.made)
    assert calls.beyond() == set()


def enforced(document: Document) -> Document:
    """A rule that says of itself that it may act."""
    body = copy.deepcopy(document.body)
    body["tocsin"] = {**body.get("tocsin", {}), "mode": "enforce"}
    return msgspec.structs.replace(document, body=body, digest=b"")


def documents_of(w: World, mode: str | None) -> list[Document]:
    settings = {"kind": "settings", "guild": str(w.guild.id), "alerts": {"channel": str(w.alerts.id)}}
    if mode is None:
        rules = list(LOADED.rulebook.documents)
    else:
        settings["mode"] = mode
        rules = [enforced(each) if each.is_rule else each for each in LOADED.rulebook.documents]
    return [*rules, Document("settings", "home", "home", "home.yml", 0, settings, {})]


def signals_of(document: Document, guild: int, start: int) -> Iterator[Signal]:
    """All that happens in the tests of a document, one test a week after the other."""
    for place, body in enumerate(document.body.get("tests", ())):
        case = read_case(body)
        happened = sorted(
            ((at, given.type, fields) for given in case.given for at, fields in given.occurrences()),
            key=lambda each: each[0],
        )
        for n, (at, type_, fields) in enumerate(happened):
            signal = Signal(f"{document.id}-{place}-{n}", type_, start + place * 7 * DAY_MS + at)
            ids = {name: discord_id(fields.pop(name, None)) for name in SNOWFLAKES}
            for name, value in (ids | {"guild": guild}).items():
                setattr(signal, name, value)
            for name in ("system", "severity", "confidence"):
                setattr(signal, name, fields.pop(name, None))
            signal.data, text = shipped().split(type_, fields)
            signal.text = text or None
            yield signal


@pytest.mark.parametrize("mode", [None, "enforce"])
async def test_every_rule_that_ships_does_nothing_but_write(
    tmp_path: Path, calls: Calls, mode: str | None
) -> None:
    clock = Clock()
    async with world(tmp_path, documents=lambda w: documents_of(w, mode), clock=clock) as w:
        engine = w.assembly.engine
        told: dict[str, set[str]] = {}
        asked: set[str] = set()
        for document in LOADED.rulebook.documents:
            start = clock.now + 60 * DAY_MS
            for signal in signals_of(document, w.guild.id, start):
                if signal.type.startswith(("rulebook.", "gateway.", "command.")):
                    continue
                clock.now = signal.time
                engine.ingest(signal)
            await w.sent()
        clock.now += DAY_MS
        engine.look_at_clock()
        await w.sent()
        for rows in w.assembly.client.desk.reader.history():
            for row in rows:
                if row.signal.origin == "derived" and "rule" in row.signal.data:
                    told.setdefault(row.signal.data["document"], set()).add(row.signal.data["mode"])
                asked |= {each.effect.action for each in row.effects if isinstance(each.effect, Act)}

    assert len(told) >= LEAST_RULES
    assert set().union(*told.values()) == {mode or "propose"}
    assert asked <= ACTIONS
    assert "POST" in {call.partition(" ")[0] for call in calls.made}
    assert calls.beyond() == set()


def test_a_call_that_acts_would_be_seen() -> None:
    for call in (
        "PUT /guilds/1/bans/2",
        "DELETE /guilds/1/members/2",
        "PATCH /guilds/1/members/2",
        "POST /webhooks/3/token",
        "DELETE /channels/1",
        "DELETE /channels/1/messages/2",
        "PUT /channels/1/permissions/2",
    ):
        recorded = Calls()
        recorded.made.append(call)
        assert recorded.beyond() == {call}
