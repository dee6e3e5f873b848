"""The program: starts on files, ends when it is told to, and says in one line why it cannot go on."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
import structlog

from engine.bot.app import _run, run
from engine.bot.assembly import Assembly
from engine.bot.options import Options, Secret
from engine.bot.supervisor import Stopped
from engine.errors import StoreError, UsageError
from engine.instants import DISCORD_EPOCH
from engine.store.reader import SqliteReader
from engine.store.sqlite import SqliteStore
from engine.systems.correlation.spec import DEFAULT_LATENESS
from tests.support.loopback import loopback


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _hung_up() -> Iterator[None]:
    """Whoever runs the tests under `nohup` has SIGHUP ignored, and so would the bot."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def options(data: Path, *rules: Path) -> Options:
    return Options(data, rules, Secret("a.b.c"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_ends_it_with_everything_on_disk(
    tmp_path: Path, monkeypatch: Any, number: int
) -> None:
    monkeypatch.setattr("engine.bot.app._has_terminal", lambda: True)
    async with loopback(monkeypatch) as server:
        said: list[str] = []
        task = asyncio.ensure_future(_run(options(tmp_path), said.append))
        await asyncio.wait_for(server.ready.wait(), 10)
        await server.message(1 << 40, "a word")
        await asyncio.sleep(0.2)
        os.kill(os.getpid(), number)
        await asyncio.wait_for(task, 10)
        types = [
            row.signal.type for row in SqliteReader(tmp_path / "tocsin.db").signals(None, everywhere=True)
        ]
        assert "discord.message.create" in types
        assert said == [
            "no rules are loaded, there is no folder of them here: the bot will watch, and notice nothing"
        ]


async def test_a_clock_that_runs_ahead_of_discord_makes_no_event_late(
    tmp_path: Path, monkeypatch: Any
) -> None:
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 3_600 * 10**9)
    async with loopback(monkeypatch) as server:
        task = asyncio.ensure_future(_run(options(tmp_path), list[str]().append))
        await asyncio.wait_for(server.ready.wait(), 10)
        await server.message((now() // 10**6 - DISCORD_EPOCH) << 22, "a word")
        await asyncio.sleep(0.2)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(task, 10)
        rows = SqliteReader(tmp_path / "tocsin.db").signals(None, type_="discord", everywhere=True)
        assert [row.signal.seen - row.signal.time < DEFAULT_LATENESS for row in rows] == [True]


async def test_under_nohup_a_terminal_that_closes_does_not_end_it(tmp_path: Path, monkeypatch: Any) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        async with loopback(monkeypatch) as server:
            task = asyncio.ensure_future(_run(options(tmp_path), list[str]().append))
            await asyncio.wait_for(server.ready.wait(), 10)
            os.kill(os.getpid(), signal.SIGHUP)
            await asyncio.sleep(0.1)
            assert not task.done()
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(task, 10)
    finally:
        signal.signal(signal.SIGHUP, before)


async def test_a_disk_that_fails_ends_it_with_one_line(tmp_path: Path, monkeypatch: Any) -> None:
    made: list[Assembly] = []

    def keeping(*args: Any, **options: Any) -> Assembly:
        made.append(Assembly(*args, **options))
        return made[-1]

    def failing(store: SqliteStore) -> None:
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr("engine.bot.app.Assembly", keeping)
    async with loopback(monkeypatch) as server:
        task = asyncio.ensure_future(_run(options(tmp_path), print))
        await asyncio.wait_for(server.ready.wait(), 10)
        monkeypatch.setattr(SqliteStore, "sync", failing)
        with pytest.raises(StoreError):
            await made[0].engine.journal.durable()
        with pytest.raises(Stopped, match=r"^the journal cannot be made durable [^\n]*check the disk$"):
            await asyncio.wait_for(task, 10)


def test_a_store_in_use_is_one_line_and_exit_1(tmp_path: Path) -> None:
    held = SqliteStore(tmp_path / "tocsin.db")
    said: list[str] = []
    try:
        assert run(options(tmp_path), said.append) == 1
    finally:
        held.close()
    assert "another Tocsin is running on it" in said[-1]
    assert "\n" not in said[-1]


def test_what_a_restart_cannot_help_is_exit_2(tmp_path: Path, monkeypatch: Any) -> None:
    """A service is told not to start it again: every further login would be refused, too."""

    async def refused(*_: Any) -> Any:
        raise discord.LoginFailure("401")

    monkeypatch.setattr("discord.http.HTTPClient.static_login", refused)
    said: list[str] = []

    assert run(options(tmp_path), said.append) == 2
    assert said[-1].startswith("Discord does not know this token")
    assert "\n" not in said[-1]


def test_an_answer_that_nobody_expects_is_one_line_and_exit_1(tmp_path: Path, monkeypatch: Any) -> None:
    async def garbled(*_: Any) -> Any:
        raise TypeError("string indices must be integers")

    monkeypatch.setattr("discord.http.HTTPClient.static_login", garbled)
    said: list[str] = []

    assert run(options(tmp_path), said.append) == 1
    assert "a fault of its own (TypeError)" in said[-1]
    assert "\n" not in said[-1]


def test_rules_that_are_not_there_are_an_unusable_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        run(options(tmp_path, tmp_path / "nowhere"), print)


async def test_a_bad_pack_stays_out_and_the_others_go_on(tmp_path: Path, monkeypatch: Any) -> None:
    good, bad = tmp_path / "rules" / "good", tmp_path / "rules" / "bad"
    for folder, condition in ((good, "selection"), (bad, "nonsense")):
        folder.mkdir(parents=True)
        (folder / "rule.yml").write_text(
            f"title: A rule\nid: {folder.name}\nlogsource: {{product: discord, category: member_ban}}\n"
            f"detection:\n  selection: {{actor: 1}}\n  condition: {condition}\n"
        )
    monkeypatch.setattr("engine.bot.app._has_terminal", lambda: True)
    async with loopback(monkeypatch) as server:
        said: list[str] = []
        task = asyncio.ensure_future(_run(options(tmp_path / "data", tmp_path / "rules"), said.append))
        await asyncio.wait_for(server.ready.wait(), 10)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(task, 10)
    assert any("rule.yml:6:" in line and "TOC" in line for line in said)
    assert "bad: not loaded, because of the errors above; the other packs go on" in said
    assert said[-1].startswith("no settings are loaded: nobody will be told")


def test_a_python_without_our_packages_is_one_line_and_exit_2() -> None:
    started = Path(__file__).parents[2] / "bot.py"

    ran = subprocess.run(
        [sys.executable, "-S", str(started)], capture_output=True, text=True, check=False, env={}
    )

    assert ran.returncode == 2
    assert "`make setup` once, then .venv/bin/python bot.py" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
