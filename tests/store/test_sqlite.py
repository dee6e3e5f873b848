"""What SQLite does beyond the port: a failed commit leaves nothing, the log is tidied, partitions stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import StoreError
from engine.store import sqlite as sqlite_module
from engine.store.codec import partition_of
from engine.store.files import wal_of
from engine.store.sqlite import SqliteStore
from tests.store.batches import Writer, action, state, timer
from tests.support.loop import ids


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path)) as store:
        yield store


def test_a_commit_that_fails_leaves_nothing_and_the_next_one_works(store: SqliteStore) -> None:
    writer = Writer()
    bad = writer.row("hit", data={"odd": object()})
    with pytest.raises(TypeError):
        store.commit(writer.batch(writer.row("plain", 2), bad, outbox=[action("a")]))
    store.commit(writer.batch(writer.row("hit", id="good")))
    assert ids(store) == ["good"]
    assert store.load().outbox == []


def test_rows_that_are_there_already_are_an_error_and_leave_nothing(store: SqliteStore) -> None:
    writer = Writer()
    row = writer.row("hit", id="a")
    store.commit(writer.batch(row))
    with pytest.raises(StoreError):
        store.commit(writer.batch(writer.row("hit", 2, id="b"), row))
    store.commit(writer.batch(writer.row("hit", id="c")))
    assert ids(store) == ["a", "c"]


def test_text_is_nowhere_but_in_its_table(path: Path) -> None:
    writer = Writer()
    with closing(SqliteStore(path)) as store:
        rows = [writer.row(kind, text={"content": "a secret"}) for kind in ("plain", "hit")]
        store.commit(writer.batch(*rows))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("DELETE FROM texts")
        db.execute("VACUUM")
    assert b"secret" not in path.read_bytes()
    with closing(SqliteStore(path)) as store:
        texts = [row.signal.text for rows in store.history(0) for row in rows]
    assert texts == [{}, {}]


def test_every_file_is_for_its_user_alone(store: SqliteStore, path: Path) -> None:
    store.commit(Writer().batch(Writer().row("hit")))
    modes = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    assert modes == dict.fromkeys((f"tocsin.db{end}" for end in ("", "-wal", "-shm", ".lock")), 0o600)


def test_the_log_is_tidied_when_it_has_grown_and_starts_anew(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_module, "_CHECKPOINT_BYTES", 100_000)
    writer = Writer()
    while not store.wants_checkpoint():
        store.commit(writer.batch(*(writer.row("hit") for _ in range(50))))
    store.checkpoint(False)
    store.checkpoint(True)
    assert (wal_of(path).stat().st_size, store.wants_checkpoint()) == (0, False)


def test_a_checkpoint_that_a_reader_holds_up_is_not_wanted_again_at_once(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_module, "_CHECKPOINT_BYTES", 100_000)
    writer = Writer()
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM meta").fetchall()
        while not store.wants_checkpoint():
            store.commit(writer.batch(*(writer.row("hit") for _ in range(50))))
        store.checkpoint(True)
        assert not store.wants_checkpoint()


def test_a_guild_has_one_partition_for_ever() -> None:
    assert [partition_of(guild) for guild in (None, 1, 2**63 - 1)] == [75, 228, 65]


def test_every_table_of_guilds_has_the_partition(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    rest = {"outbox": [action("a")], "timers": [timer("t")], "states": [state(b"")]}
    store.commit(writer.batch(writer.row("hit", 7), writer.row("plain", 7), **rest))
    with closing(sqlite3.connect(path)) as db:
        for table in ("segments", "signals", "states", "timers", "outbox"):
            for partition, guild in db.execute(f"SELECT partition, guild FROM {table}"):
                assert partition == partition_of(guild)
