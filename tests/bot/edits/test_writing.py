"""Files are written as a whole or not at all, whatever goes wrong on the way."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from engine.bot.edits.places import check_way, own_files
from engine.bot.edits.writing import write_files
from engine.documents.home import Home
from engine.errors import UsageError


def standing(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_files_come_change_and_go(tmp_path: Path) -> None:
    (tmp_path / "old.yml").write_bytes(b"old")
    (tmp_path / "gone.yml").write_bytes(b"gone")

    paths = write_files(
        tmp_path, {"old.yml": b"new", "house/a.yml": b"a", "gone.yml": None, "never.yml": None}
    )

    assert standing(tmp_path) == {"old.yml": b"new", "house/a.yml": b"a"}
    assert [each.name for each in paths] == ["old.yml", "a.yml", "gone.yml", "never.yml"]


@pytest.mark.parametrize("fails", [1, 2])
def test_a_full_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: int) -> None:
    (tmp_path / "a.yml").write_bytes(b"a")
    before, calls = standing(tmp_path), []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == fails:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        write_files(tmp_path, {"a.yml": b"new", "b.yml": b"b"})

    assert standing(tmp_path) == before


def test_what_a_killed_one_left_is_tidied_away(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    for place in (".tocsin-edit-1-0", "house/.tocsin-edit-1-1"):
        (tmp_path / place).write_bytes(b"half")

    write_files(tmp_path, {"a.yml": b"a"})

    assert standing(tmp_path) == {"a.yml": b"a"}


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.yml").mkdir()
    (tmp_path / "b").write_bytes(b"")

    for name in ("a.yml", "b/c.yml"):
        with pytest.raises(UsageError, match="would share a name"):
            check_way(tmp_path, name)


def test_pipes_links_and_strange_names_are_no_files_of_a_server(tmp_path: Path) -> None:
    folder = tmp_path / "guilds" / "7"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "pipe.yml")
    (folder / "link.yml").symlink_to("/etc/hostname")
    (folder / "Strange Name.yml").write_bytes(b"x")
    (folder / "good.yml").write_bytes(b"good")

    assert own_files(Home(tmp_path), 7) == {"good.yml": b"good"}
