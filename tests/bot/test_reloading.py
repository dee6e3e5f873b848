"""Files that change under a running engine: what is in force then, what is said, and to whom."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.bot.attempt import NOTHING_REFUSED, Attempt, attempt_of
from engine.bot.loading import last_good, load
from engine.bot.reloading import Reloading
from engine.catalogue import Catalogue
from engine.errors import UsageError
from engine.runtime.engine import Engine
from engine.runtime.programs import Programs
from engine.runtime.watching import Pace
from engine.signal import Signal
from engine.store.memory import MemoryStore
from engine.store.rows import Row
from engine.systems import KINDS
from engine.systems.library import Library
from tests.documents.test_load import write
from tests.runtime.test_proposal import rule
from tests.support.loop import T0, Clock, until

QUICK = Pace(apart=0.01, sweep=60.0, glance=60.0)
GUILDS = (11, 22)


class Running:
    """An engine on files; `first` is the attempt of the start."""

    def __init__(self, folder: Path, store: MemoryStore, patience: float, echo: list[str]) -> None:
        self.folder, self.store, self.echo = folder, store, echo
        self.clock = Clock()
        self.library = Library([folder])
        proposal = load(self.library, last_good(store), echo.append)
        self.first = attempt_of(proposal, self.clock())
        self.rulebook = proposal.rulebook
        programs = Programs(KINDS, Catalogue.load(), salt=store.salt, stored=store.rulebook)
        self.engine = Engine(store, programs, clock=self.clock)
        self.reloading = Reloading(
            self.library, self.engine, last=self.first, clock=self.clock, guilds=lambda: GUILDS,
            pace=QUICK, patience=patience,
        )  # fmt: skip

    async def now(self, files: dict[str, str | None] | None = None) -> Attempt:
        for name, text in (files or {}).items():
            if text is None:
                (self.folder / name).unlink()
            else:
                write(self.folder, {name: text})
        async with asyncio.timeout(20):
            return await self.reloading.now()

    def actors(self) -> dict[str, Any]:
        rules = self.engine.program.rulebook.documents
        return {each.id: each.body["detection"]["s"]["actor"] for each in rules}

    def said(self, type_: str) -> list[Signal]:
        return [row.signal for row in rows(self.store) if row.signal.type == type_]


def rows(store: MemoryStore) -> list[Row]:
    return [row for batch in store.history(0) for row in batch]


@asynccontextmanager
async def running(
    folder: Path, *, store: MemoryStore | None = None, patience: float = 60.0
) -> AsyncIterator[Running]:
    found = Running(folder, store or MemoryStore(), patience, [])
    await found.engine.start(found.rulebook)
    task = asyncio.create_task(found.reloading.run())
    try:
        yield found
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await found.engine.stop()


async def test_a_saved_file_is_in_force_when_asked(tmp_path: Path) -> None:
    write(tmp_path, {"a/r.yml": rule("r")})
    async with running(tmp_path) as w:
        attempt = await w.now({"a/r.yml": rule("r", 2)})
        assert w.actors() == {"r": 2}
        assert attempt.reloaded
        assert [each.change for each in attempt.changes] == ["changed"]
        assert w.said("rulebook.loaded")[-1].data["changed"] == 1
        assert w.store.synced == len(w.store._batches)


async def test_a_saved_file_is_in_force_without_being_asked(tmp_path: Path) -> None:
    write(tmp_path, {"a/r.yml": rule("r")})
    async with running(tmp_path) as w:
        await w.now()
        write(tmp_path, {"a/r.yml": rule("r", 2)})
        await until(lambda: w.actors() == {"r": 2}, 20)


async def test_nothing_new_is_said_to_be_nothing_new(tmp_path: Path) -> None:
    write(tmp_path, {"a/r.yml": rule("r")})
    async with running(tmp_path) as w:
        await w.now({"a/r.yml": rule("r", 2)})
        loaded = len(w.said("rulebook.loaded"))
        attempt = await w.now()
        assert (attempt.reloaded, attempt.changes, attempt.is_refused) == (False, (), False)
        assert (await w.now({"a/r.yml": "# a comment\n" + rule("r", 2)})).reloaded is False
        assert len(w.said("rulebook.loaded")) == loaded


async def test_a_bad_edit_changes_nothing_and_is_said_once(tmp_path: Path) -> None:
    write(tmp_path, {"a/r.yml": rule("r")})
    async with running(tmp_path) as w:
        for _ in range(3):
            attempt = await w.now({"a/r.yml": "title: ["})
            assert (w.actors(), attempt.held, attempt.errors[0].code) == ({"r": 1}, ("a",), "TOC108")
        await w.engine.journal.durable()
        (said,) = w.said("rulebook.rejected")
        assert (said.data["errors"], said.data["packs"]) == (1, ["a"])
        assert said.data["diagnostics"][0].startswith(f"{tmp_path}/a/r.yml:1:")
        assert "TOC108" in said.data["diagnostics"][0]
        assert len(w.said("rulebook.loaded")) == 1


async def test_another_bad_edit_is_said_again_and_a_mended_one_heals(tmp_path: Path) -> None:
    write(tmp_path, {"a/r.yml": rule("r")})
    async with running(tmp_path, patience=0.05) as w:
        first = await w.now({"a/r.yml": "title: ["})
        w.clock.now += 1_000
        second = await w.now({"a/r.yml": "title: x\ntitle: x"})
        assert first.since == second.since == T0
        assert (await w.now({"a/r.yml": rule("r", 3)})).since is None
        assert w.actors() == {"r": 3}
        assert len(w.said("rulebook.rejected")) == 2


async def test_people_are_told_of_a_refusal_that_lasts_once_in_each_guild(tmp_path: Path) -> None:
    write(tmp_path, {"a/r.yml": rule("r")})
    async with running(tmp_path, patience=0.05) as w:
        await w.now({"a/r.yml": "title: ["})
        await until(lambda: w.said("rulebook.outdated"))
        await w.now({"a/r.yml": "title: x\ntitle: x"})
        await asyncio.sleep(0.1)
        assert [each.guild for each in w.said("rulebook.outdated")] == list(GUILDS)


async def test_half_a_file_that_heals_alerts_nobody(tmp_path: Path) -> None:
    write(tmp_path, {"a/r.yml": rule("r")})
    async with running(tmp_path, patience=0.2) as w:
        await w.now({"a/r.yml": "title: ["})
        await w.now({"a/r.yml": rule("r", 2)})
        await asyncio.sleep(0.3)
        await w.engine.journal.durable()
        assert w.said("rulebook.outdated") == []


async def test_a_failing_test_refuses_the_edit(tmp_path: Path) -> None:
    write(tmp_path, {"a/r.yml": rule("r")})
    async with running(tmp_path) as w:
        attempt = await w.now({"a/r.yml": rule("r", 2, tested=1)})
        assert (w.actors(), [each.code for each in attempt.errors]) == ({"r": 1}, ["TOC610"])


async def test_a_fault_of_ours_keeps_the_rules_and_is_said(tmp_path: Path, monkeypatch: Any) -> None:
    write(tmp_path, {"a/r.yml": rule("r")})
    async with running(tmp_path) as w:
        monkeypatch.setattr("engine.bot.reloading.propose", lambda *_, **__: 1 / 0)
        attempt = await w.now({"a/r.yml": rule("r", 2)})
        assert (w.actors(), attempt.is_refused) == ({"r": 1}, True)
        assert attempt.fault.startswith("ZeroDivisionError in ")
        monkeypatch.undo()
        assert (await w.now({"a/r.yml": rule("r", 3)})).is_refused is False
        assert w.actors() == {"r": 3}


async def test_what_cannot_be_journalled_now_comes_into_force_later(tmp_path: Path) -> None:
    write(tmp_path, {"a/r.yml": rule("r")})
    async with running(tmp_path) as w:
        await w.engine.journal.durable()
        w.store.failing = "the disk is full"
        w.engine.ingest(Signal("x", "test.none", T0))
        await until(lambda: not w.engine.journal.is_open)
        asked = asyncio.create_task(w.now({"a/r.yml": rule("r", 2)}))
        await asyncio.sleep(0.1)
        assert w.actors() == {"r": 1}
        w.store.failing = None
        await asked
        assert w.actors() == {"r": 2}


# -- a start


async def test_a_start_with_a_broken_pack_runs_it_as_it_was(tmp_path: Path) -> None:
    store = MemoryStore()
    write(tmp_path, {"a/r.yml": rule("r"), "b/s.yml": rule("s")})
    async with running(tmp_path, store=store):
        pass
    write(tmp_path, {"a/r.yml": "title: [", "b/s.yml": rule("s", 2)})
    async with running(tmp_path, store=store) as w:
        assert w.actors() == {"r": 1, "s": 2}
        assert "a: stays as it was before the errors above" in w.echo
        await until(lambda: w.said("rulebook.rejected"))
        assert (await w.now()).held == ("a",)


@pytest.mark.parametrize("empty", [False, True])
async def test_a_start_without_the_folder_runs_the_last_good_rules(tmp_path: Path, empty: bool) -> None:
    store, folder = MemoryStore(), tmp_path / "rules"
    write(folder, {"a/r.yml": rule("r")})
    async with running(folder, store=store):
        pass
    shutil.rmtree(folder)
    if empty:
        folder.mkdir()
    async with running(folder, store=store) as w:
        assert w.actors() == {"r": 1}
        assert "TOC521" in w.echo[0]
        assert (await w.now()).held == ("a",)
        write(folder, {"a/r.yml": rule("r", 2)})
        assert (await w.now()).reloaded
        assert w.actors() == {"r": 2}


async def test_a_folder_that_goes_while_it_runs_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    write(folder, {"a/r.yml": rule("r")})
    async with running(folder) as w:
        shutil.rmtree(folder)
        attempt = await w.now()
        assert (w.actors(), [each.code for each in attempt.errors]) == ({"r": 1}, ["TOC521"])


@pytest.mark.parametrize(("closed", "told"), [(".", ["TOC521"]), ("a", ["TOC101"])])
async def test_a_folder_that_may_not_be_read_any_more_is_not_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str, told: list[str]
) -> None:
    folder = tmp_path / "rules"
    write(folder, {"a/r.yml": rule("r"), "b/s.yml": rule("s"), "t.yml": rule("t")})
    scandir = os.scandir

    def forbidden(path: str) -> Iterator[os.DirEntry[str]]:
        if path == str(folder / closed):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return scandir(path)

    async with running(folder) as w:
        monkeypatch.setattr(os, "scandir", forbidden)
        attempt = await w.now()

        assert w.actors() == {"r": 1, "s": 1, "t": 1}
        assert [each.code for each in attempt.errors] == told
        assert "cannot be read" in attempt.errors[0].message
        assert "Permission denied" in attempt.errors[0].message

        monkeypatch.undo()
        write(folder, {"b/s.yml": rule("s", 2)})
        assert (await w.now()).errors == []
        assert w.actors() == {"r": 1, "s": 2, "t": 1}


def test_a_first_start_without_the_folder_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        load(Library([tmp_path / "none"]), last_good(MemoryStore()), print)


def test_an_attempt_in_which_nothing_is_wrong_has_no_since() -> None:
    assert NOTHING_REFUSED.is_refused is False
    assert NOTHING_REFUSED.since is None
