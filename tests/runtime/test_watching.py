"""No way of writing a file is lost on a library that is watched, and what is half written waits."""

from __future__ import annotations

import asyncio
import contextlib
import mmap
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from engine.documents.home import Home
from engine.documents.look import Look
from engine.runtime import watching
from engine.runtime.checkouts import is_under_way
from engine.runtime.watching import Pace, Watching
from engine.systems.library import Library

PACE = Pace(apart=0.05, sweep=0.4, glance=0.05)
BY_HINT = Pace(apart=0.05, sweep=600.0, glance=0.05)
"""A sweep would come too late to help."""
ENOUGH_S = 20.0


def text(says: int) -> str:
    return (
        f"title: A rule\nname: r\nlogsource: {{product: a}}\ndetection: {{s: {{n: {says}}}, condition: s}}\n"
    )


class Watched:
    """A library that is watched, and what it said each time, in order."""

    def __init__(self, root: Path, pace: Pace) -> None:
        self.library = Library([root])
        self.said: list[dict[str, str]] = []
        self.watching = Watching(self.library, self.changed, pace)
        self._news = asyncio.Event()

    async def changed(self, look: Look) -> None:
        held = {held.source.name: held.body for held in look.files.values()}
        self.said.append({name: body.decode() for name, body in held.items() if isinstance(body, bytes)})
        with contextlib.suppress(Exception):
            await asyncio.to_thread(self.library.load, look)
        self._news.set()

    async def until(self, files: dict[str, str]) -> None:
        """Return when the files were handed on like this."""
        async with asyncio.timeout(ENOUGH_S):
            while not self.said or self.said[-1] != files:
                self._news.clear()
                await self._news.wait()


@contextlib.asynccontextmanager
async def watched(root: Path, pace: Pace = PACE) -> AsyncIterator[Watched]:
    made = Watched(root, pace)
    task = asyncio.create_task(made.watching.run())
    try:
        await made.watching.look_now()
        await asyncio.sleep(0.6)  # the watch stands
        await made.watching.look_now()
        yield made
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "pack"
    made.mkdir()
    (made / "r.yml").write_text(text(1))
    return made


def in_place(root: Path) -> None:
    (root / "r.yml").write_text(text(2))


def temporary_and_rename(root: Path) -> None:
    (root / ".r.yml.tmp").write_text(text(2))
    (root / ".r.yml.tmp").rename(root / "r.yml")


def sed(root: Path) -> None:
    subprocess.run(["sed", "-i", "s/n: 1/n: 2/", root / "r.yml"], check=True)


def deleted_and_made_again(root: Path) -> None:
    (root / "r.yml").unlink()
    (root / "r.yml").write_text(text(2))


def backup_and_write(root: Path) -> None:
    """As some editors do."""
    (root / "r.yml").rename(root / "r.yml~")
    (root / "r.yml").write_text(text(2))


def another_folder_in(root: Path) -> None:
    (root / "r.yml").unlink()
    made = root.parent / "made"
    made.mkdir()
    (made / "r.yml").write_text(text(2))
    made.rename(root / "sub")


@pytest.mark.parametrize("pace", [PACE, BY_HINT], ids=["sweep", "hint"])
@pytest.mark.parametrize(
    "write",
    [in_place, temporary_and_rename, sed, deleted_and_made_again, backup_and_write, another_folder_in],
)
async def test_an_edit_is_seen(write: Callable[[Path], None], pace: Pace, root: Path) -> None:
    async with watched(root, pace) as made:
        await asyncio.to_thread(write, root)

        await made.until({"r.yml": text(2)})


async def test_a_file_that_is_being_written_waits_until_it_rests(root: Path) -> None:
    async with watched(root, Pace(apart=0.4, sweep=0.4, glance=0.05)) as made:
        before = len(made.said)
        with (root / "r.yml").open("w") as file:
            for sign in text(2):
                file.write(sign)
                file.flush()
                await asyncio.sleep(0.01)

        await made.until({"r.yml": text(2)})
    assert len(made.said) == before + 1


async def test_half_a_file_gives_way_to_the_whole(root: Path) -> None:
    async with watched(root) as made:
        with (root / "r.yml").open("w") as file:
            for part in (text(2)[:30], text(2)[30:]):
                file.write(part)
                file.flush()
                await asyncio.sleep(8 * PACE.apart)

        await made.until({"r.yml": text(2)})


def git(*words: str, cwd: Path) -> None:
    subprocess.run(
        ["git", "-c", "user.name=n", "-c", "user.email=e@example.org", *words],
        cwd=cwd, check=True, capture_output=True,
    )  # fmt: skip


async def test_a_checkout_of_five_hundred_files_is_one_change(root: Path) -> None:
    git("init", "-q", "-b", "one", cwd=root.parent)
    for branch, says in (("one", 1), ("two", 2)):
        if branch != "one":
            git("checkout", "-q", "-b", branch, cwd=root.parent)
        for n in range(500):
            (root / f"f{n:03d}.yml").write_text(text(says))
        git("add", "-A", cwd=root.parent)
        git("commit", "-q", "-m", branch, cwd=root.parent)
    async with watched(root) as made:
        before = len(made.said)

        await asyncio.to_thread(git, "checkout", "-q", "one", cwd=root.parent)

        await made.until({"r.yml": text(1)} | {f"f{n:03d}.yml": text(1) for n in range(500)})
    assert len(made.said) == before + 1


async def test_while_git_works_nothing_is_handed_on(root: Path) -> None:
    (root.parent / ".git").mkdir()
    async with watched(root) as made:
        before = len(made.said)
        (root.parent / ".git" / "index.lock").touch()
        in_place(root)
        await asyncio.sleep(6 * PACE.apart)
        assert len(made.said) == before
        (root.parent / ".git" / "index.lock").unlink()

        await made.until({"r.yml": text(2)})


def test_a_lock_of_git_counts_while_it_is_young_also_of_a_work_tree(root: Path) -> None:
    away = root.parent / "away"
    away.mkdir()
    (root / ".git").write_text(f"gitdir: {away}\n")
    assert not is_under_way([str(root)])

    (away / "index.lock").touch()

    assert is_under_way([str(root)])
    assert is_under_way([str(root / "r.yml")])
    assert not is_under_way([str(root)], stale=0.0)


async def test_a_link_to_the_folder_that_is_set_anew_is_seen(tmp_path: Path) -> None:
    for n in (1, 2, 3):
        (tmp_path / f"release{n}").mkdir()
        (tmp_path / f"release{n}" / "r.yml").write_text(text(n))
    link = tmp_path / "now"
    link.symlink_to("release1")
    async with watched(link, BY_HINT) as made:
        for n in (2, 3):
            (tmp_path / "next").symlink_to(f"release{n}")
            (tmp_path / "next").rename(link)
            await made.until({"r.yml": text(n)})
        (tmp_path / "release3" / "r.yml").write_text(text(4))

        await made.until({"r.yml": text(4)})


async def test_a_mounted_config_map_that_is_swapped_is_seen(tmp_path: Path) -> None:
    mount = tmp_path / "mount"
    mount.mkdir()

    def provide(says: int) -> None:
        made = mount / f"..data_{says}"
        made.mkdir()
        (made / "r.yml").write_text(text(says))
        (mount / "..data_tmp").symlink_to(made.name)
        (mount / "..data_tmp").rename(mount / "..data")

    provide(1)
    (mount / "r.yml").symlink_to("..data/r.yml")
    async with watched(mount, BY_HINT) as made:
        for says in (2, 3):
            provide(says)
            shutil.rmtree(mount / f"..data_{says - 1}")
            await made.until({"r.yml": text(says)})


def made_again(root: Path, says: int) -> None:
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    (root / "r.yml").write_text(text(says))


async def test_a_folder_that_is_deleted_and_made_again_is_seen_and_watched(root: Path) -> None:
    async with watched(root, BY_HINT) as made:
        for says in (2, 4):
            made_again(root, says)
            await made.until({"r.yml": text(says)})
            await asyncio.sleep(0.6)
            (root / "r.yml").write_text(text(says + 1))
            await made.until({"r.yml": text(says + 1)})


async def test_a_folder_that_is_gone_is_handed_on_once_and_its_return_is_seen(root: Path) -> None:
    async with watched(root) as made:
        before = len(made.said)
        shutil.rmtree(root)
        await made.until({})
        await asyncio.sleep(3 * PACE.sweep)
        assert len(made.said) == before + 1
        made_again(root, 2)

        await made.until({"r.yml": text(2)})


async def test_a_folder_that_comes_later_is_seen(tmp_path: Path) -> None:
    root = tmp_path / "pack"
    async with watched(root) as made:
        await made.until({})
        made_again(root, 1)

        await made.until({"r.yml": text(1)})


async def test_an_edit_through_a_hard_link_or_behind_a_link_is_seen(root: Path, tmp_path: Path) -> None:
    away = tmp_path / "away.yml"
    away.write_text(text(1))
    (root / "s.yml").symlink_to(away)
    os.link(root / "r.yml", tmp_path / "other.yml")
    async with watched(root) as made:
        (tmp_path / "other.yml").write_text(text(2))
        await made.until({"r.yml": text(2), "s.yml": text(1)})
        away.write_text(text(3))

        await made.until({"r.yml": text(2), "s.yml": text(3)})


async def test_an_edit_through_a_memory_map_is_seen(root: Path) -> None:
    path = root / "r.yml"
    async with watched(root) as made:
        before = path.stat()
        with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
            mapped[mapped.find(b"n: 1") + 3] = ord("2")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

        await made.until({"r.yml": text(2)})


FILES = 30_000
CHILD = """
import asyncio, sys
from engine.runtime.watching import Pace, Watching
from engine.systems.library import Library
async def changed(look):
    library._attempted = look
    print(len(look.files), flush=True)
library = Library([sys.argv[1]])
asyncio.run(Watching(library, changed, Pace(apart=0.05, sweep=0.5, glance=0.1)).run())
"""


@pytest.fixture
def child(root: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, "-c", CHILD, root], stdout=subprocess.PIPE, text=True) as made:
        yield made
        made.kill()


def test_what_is_made_while_the_process_is_stopped_is_seen(root: Path, child: subprocess.Popen[str]) -> None:
    assert child.stdout is not None
    assert child.stdout.readline() == "1\n"
    child.send_signal(signal.SIGSTOP)
    for n in range(FILES):
        os.close(os.open(root / f"{n}.yml", os.O_CREAT | os.O_WRONLY))
    child.send_signal(signal.SIGCONT)

    deadline = time.monotonic() + 60
    while (line := child.stdout.readline()) != f"{FILES + 1}\n":
        assert time.monotonic() < deadline, line


async def test_whoever_asks_waits_until_what_was_found_is_taken_in(root: Path) -> None:
    async with watched(root, Pace(apart=0.05, sweep=600.0, glance=600.0)) as made:
        in_place(root)
        await made.watching.look_now()

        assert made.said[-1] == {"r.yml": text(2)}


async def test_a_file_that_never_rests_does_not_keep_an_edit_from_coming_into_force(root: Path) -> None:
    watched = Watched(root, Pace(apart=0.02, sweep=600.0, glance=0.05, patience=0.3))
    look, looks = watched.library.look, iter(range(1_000_000))

    def restless() -> Look:
        (root / "noise.yml").write_text(f"# {next(looks)}\n")
        return look()

    watched.library.look = restless  # type: ignore[method-assign]
    task = asyncio.create_task(watched.watching.run())
    async with asyncio.timeout(ENOUGH_S):
        (root / "a.yml").write_text(text(2))
        await watched.watching.look_now()
    assert watched.said[-1]["a.yml"] == text(2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_whoever_asks_after_the_end_does_not_wait(root: Path) -> None:
    watched = Watched(root, PACE)
    task = asyncio.create_task(watched.watching.run())
    await watched.watching.look_now()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(ENOUGH_S):
        await watched.watching.look_now()


async def test_a_fault_of_whoever_is_told_does_not_end_it(root: Path) -> None:
    async with watched(root) as made:
        changed = made.watching._changed

        async def failing(look: Look) -> None:
            made.watching._changed = changed
            raise ValueError

        made.watching._changed = failing
        in_place(root)

        await made.until({"r.yml": text(2)})


async def test_where_the_system_gives_no_hints_it_still_looks(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(*_: object) -> None:
        raise RuntimeError("no threads left")

    monkeypatch.setattr(watching, "Hints", none_left)
    async with watched(root) as made:
        in_place(root)

        await made.until({"r.yml": text(2)})


@contextlib.asynccontextmanager
async def watched_home(home: Path) -> AsyncIterator[Watched]:
    """The same of a community's own folder; what it says is told by each file's place in its pack."""
    (home / "data").mkdir(parents=True)
    (home / "rules").mkdir()
    (home / "settings.yml").write_text("kind: settings\n")
    made = Watched(home, BY_HINT)
    made.library = Library([Home(home)])
    made.watching = Watching(made.library, made.changed, BY_HINT)
    task = asyncio.create_task(made.watching.run())
    try:
        await made.watching.look_now()
        await asyncio.sleep(0.6)
        yield made
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_each_part_of_a_home_gives_hints(tmp_path: Path) -> None:
    async with watched_home(tmp_path / "home") as made:
        home = tmp_path / "home"
        expected = {"settings.yml": "kind: settings\nname: a\n"}
        (home / ".new").write_text(expected["settings.yml"])
        (home / ".new").rename(home / "settings.yml")
        await made.until(expected)

        (home / "guilds" / "7").mkdir(parents=True)
        await asyncio.sleep(0.8)  # until the folder that was made is watched
        for name in ("guilds/7/own.yml", "rules/r.yml"):
            (home / name).write_text(text(1))
            expected[name.rpartition("/")[2]] = text(1)
            await made.until(expected)


async def test_the_store_beside_the_rules_is_no_reason_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with watched_home(tmp_path / "home") as made:
        asked: list[None] = []
        monkeypatch.setattr(made.watching, "ask", lambda: asked.append(None))
        for n in range(20):
            (tmp_path / "home" / "data" / "tocsin.db-wal").write_text(str(n))
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.5)
        assert asked == []

        (tmp_path / "home" / "settings.yml").write_text("kind: settings\nname: b\n")
        await asyncio.sleep(0.8)
        assert asked
