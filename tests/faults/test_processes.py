"""Faults of the outside, in real processes: each ends with one clear line, and loses nothing accepted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from engine.store.sqlite import SqliteStore
from tests.support.loop import ids
from tests.support.stepwise import replay


@contextmanager
def tocsin(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.process", str(folder), *options],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def send(process: subprocess.Popen[str], wanted: Sequence[str]) -> list[str]:
    """Send ids one by one; those accepted until the process ends."""
    accepted = []
    for each in wanted:
        try:
            process.stdin.write(f"{each}\n")
            process.stdin.flush()
        except BrokenPipeError:
            break
        line = process.stdout.readline().strip()
        if line != f"accepted {each}":
            break
        accepted.append(each)
    return accepted


def run(folder: Path, wanted: Sequence[str], *options: str) -> tuple[list[str], int, list[str]]:
    """What was accepted, the exit code, and the lines on stderr that are not of the log."""
    with tocsin(folder, *options) as process:
        process.stdout.readline()
        accepted = send(process, wanted)
        _, errors = process.communicate(timeout=20)
        return accepted, process.returncode, [line for line in errors.splitlines() if "[" not in line[:40]]


def journalled(folder: Path) -> list[str]:
    with closing(SqliteStore(folder / "tocsin.db")) as store:
        assert replay(store).is_equal
        return [each for each in ids(store) if each.startswith("s")]


WANTED = [f"s{n}" for n in range(40)]
FULL = {
    "no page more": (["--pages", "100"], "the disk is full; make room, nothing more is taken in until then"),
    "a quota": (["--bytes", "400000"], "cannot be used (disk I/O error); check the disk"),
}


@pytest.mark.parametrize(("options", "says"), FULL.values(), ids=FULL)
def test_a_full_disk_ends_with_one_line_and_loses_nothing(
    tmp_path: Path, options: Sequence[str], says: str
) -> None:
    accepted, code, errors = run(tmp_path, WANTED, *options)
    assert 3 < len(accepted) < len(WANTED)
    assert code == 1
    assert len(errors) == 1
    assert says in errors[0]
    assert str(tmp_path / "tocsin.db") in errors[0]
    assert journalled(tmp_path)[: len(accepted)] == accepted
    again, code, errors = run(tmp_path, ["after"])
    assert (again, code, errors) == (["after"], 0, [])


def test_a_second_process_refuses_to_start_and_the_first_goes_on(tmp_path: Path) -> None:
    with tocsin(tmp_path) as first:
        assert first.stdout.readline() == "ready\n"
        assert send(first, ["s0"]) == ["s0"]
        accepted, code, errors = run(tmp_path, ["x"])
        assert (accepted, code) == ([], 1)
        (line,) = errors
        assert line == f"{tmp_path / 'tocsin.db'}: another Tocsin is running on it; stop that one first"
        assert send(first, ["s1"]) == ["s1"]
    assert journalled(tmp_path) == ["s0", "s1"]


def test_after_a_kill_the_store_is_free(tmp_path: Path) -> None:
    with tocsin(tmp_path) as first:
        first.stdout.readline()
        assert send(first, WANTED[:5]) == WANTED[:5]
        first.kill()
        first.wait()
        assert run(tmp_path, ["s5"]) == (["s5"], 0, [])
    assert journalled(tmp_path) == WANTED[:6]
