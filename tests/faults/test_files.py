"""Files that are not as they were left: what cannot be trusted is refused, and one line says what to do."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from engine.bot.assembly import Assembly
from engine.documents.rulebook import Rulebook
from engine.errors import StoreDamaged, StoreError, StoreInUse, StoreTooNew
from engine.runtime.core import Core
from engine.runtime.recovery import recover
from engine.store.connection import VERSION
from engine.store.files import wal_of
from engine.store.reader import SqliteReader
from engine.store.sqlite import SqliteStore
from tests.store.batches import Writer, state
from tests.support.loop import ids, programs

ROWS = 300
LOOK = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('SELECT * FROM meta'); db.close()"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a few hundred rows, closed."""
    path, writer = tmp_path / "tocsin.db", Writer()
    with closing(SqliteStore(path)) as store:
        for _ in range(ROWS // 3):
            rows = [writer.row(kind, data={"n": "x" * 300}) for kind in ("plain", "hit", "hit")]
            store.commit(writer.batch(*rows))
        store.commit(writer.batch(states=[state(b"no state of any kind")]))
    return path


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def overwritten(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 this is something else entirely")


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")


def foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE notes (text)")


def header_alone(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


REFUSED: dict[str, tuple[Callable[[Path], None], type[StoreError], str]] = {
    "half of it": (halved, StoreDamaged, "its end is missing; restore a backup"),
    "all but a byte": (shortened, StoreDamaged, "its end is missing; restore a backup"),
    "the header alone": (header_alone, StoreDamaged, "its end is missing; restore a backup"),
    "not a database": (overwritten, StoreDamaged, "is not a store of Tocsin; move it away"),
    "another program's": (foreign, StoreDamaged, "is the database of another program; move it away"),
    "a newer version": (newer, StoreTooNew, "was written by a newer Tocsin"),
}


@pytest.mark.parametrize(("break_it", "error", "says"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_trusted_is_refused_and_left_as_it_is(
    path: Path, break_it: Callable[[Path], None], error: type[StoreError], says: str
) -> None:
    break_it(path)
    before = path.read_bytes()
    for _ in range(2):
        with pytest.raises(error) as raised:
            SqliteStore(path)
        assert says in str(raised.value)
        assert str(raised.value).startswith(f"{path}: ")
        assert "\n" not in str(raised.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("break_it", [halved, overwritten, newer], ids=lambda each: each.__name__)
def test_who_looks_on_refuses_it_too(path: Path, break_it: Callable[[Path], None]) -> None:
    break_it(path)
    with pytest.raises(StoreError):
        SqliteReader(path)


def everything(path: Path) -> None:
    with closing(SqliteStore(path)) as store:
        store.load()
        list(store.history(0))


def test_damage_inside_is_one_line_when_it_is_met(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(StoreDamaged, match="is damaged"):
        everything(path)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE signals SET body = x'c1'",
        "UPDATE segments SET body = x'00'",
        "UPDATE signals SET hits = x'93'",
    ],
)
def test_a_row_that_cannot_be_read_is_damage(path: Path, change: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(change)
        db.commit()
    with closing(SqliteStore(path)) as store, pytest.raises(StoreDamaged, match="restore a backup"):
        list(store.history(0))


def test_an_empty_file_is_a_fresh_store(tmp_path: Path) -> None:
    path = tmp_path / "tocsin.db"
    path.touch()
    with closing(SqliteStore(path)) as store:
        assert ids(store) == []


def test_a_write_ahead_log_that_was_cut_loses_its_last_commit_alone(tmp_path: Path) -> None:
    path, writer = tmp_path / "tocsin.db", Writer()
    kept, other = SqliteStore(path), tmp_path / "copy"
    for _ in range(5):
        kept.commit(writer.batch(writer.row("hit")))
    other.mkdir()
    for name in ("tocsin.db", "tocsin.db-wal"):
        (other / name).write_bytes((tmp_path / name).read_bytes())
    kept.close()
    log = other / "tocsin.db-wal"
    log.write_bytes(log.read_bytes()[:-100])
    with closing(SqliteStore(other / "tocsin.db")) as store:
        assert ids(store) == [f"hit:{n}" for n in range(1, 5)]
        ready = programs(store)
        assert recover(store, Core(ready.empty(), ready.provide), ready.provide).core.seq == 4


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="check the folder's owner"):
        SqliteStore(tmp_path / "file" / "tocsin.db")


def test_a_store_that_was_refused_can_be_opened_once_it_is_mended(path: Path) -> None:
    whole = path.read_bytes()
    halved(path)
    with pytest.raises(StoreDamaged):
        SqliteStore(path)
    path.write_bytes(whole)
    with closing(SqliteStore(path)) as store:
        assert len(ids(store)) == ROWS


def test_another_program_that_looks_into_a_running_bots_store_leaves_its_log(tmp_path: Path) -> None:
    """The last to close a store removes its log; the bot's locks say that it is not the last."""
    path, writer = tmp_path / "tocsin.db", Writer()
    with closing(SqliteStore(path)) as store:
        Assembly(store, Rulebook(()), data=tmp_path)
        store.commit(writer.batch(writer.row("hit")))
        subprocess.run([sys.executable, "-c", LOOK, str(path)], check=True)
        assert wal_of(path).exists()


def test_a_store_reached_by_a_link_has_the_same_owner(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "tocsin.db"
    other.parent.mkdir()
    other.symlink_to(path)
    with closing(SqliteStore(path)), pytest.raises(StoreInUse, match="another Tocsin is running"):
        SqliteStore(other)


def test_a_store_can_be_a_link(path: Path, tmp_path: Path) -> None:
    (tmp_path / "link").mkdir()
    link = tmp_path / "link" / "tocsin.db"
    link.symlink_to(path)
    with closing(SqliteStore(link)) as store:
        assert len(ids(store)) == ROWS
    assert list(link.parent.iterdir()) == [link]


def test_a_link_to_nowhere_makes_no_folder_there(tmp_path: Path) -> None:
    (tmp_path / "tocsin.db").symlink_to(tmp_path / "nowhere" / "tocsin.db")
    with pytest.raises(StoreError, match="cannot be opened"):
        SqliteStore(tmp_path / "tocsin.db")
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_that_is_gone_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(StoreError, match="cannot be opened"):
        SqliteStore(Path("data/tocsin.db"))


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir], ids=["a pipe", "a folder"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "tocsin.db")
    for opened in (SqliteStore, SqliteReader):
        with pytest.raises(StoreError, match="is not a file; move it away"):
            opened(tmp_path / "tocsin.db")


def test_a_second_owner_in_the_same_process_is_refused(path: Path) -> None:
    with closing(SqliteStore(path)), pytest.raises(StoreInUse, match="another Tocsin is running"):
        SqliteStore(path)
