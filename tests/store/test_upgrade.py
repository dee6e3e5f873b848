"""A store of the first version opens, keeps what it held, and takes rulebooks in document by document."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.errors import StoreError
from engine.runtime.programs import Programs
from engine.store.connection import VERSION
from engine.store.reader import SqliteReader
from engine.store.rows import Kept
from engine.store.sqlite import SqliteStore
from engine.systems import KINDS
from tests.store.batches import Writer

BODY = {"kind": "settings", "alerts": {"channel": 5}}
BOOK = Rulebook([Document("settings", "s", "p", "a.yml", 0, BODY, {})])
NAMED_BEFORE = "another way of hashing"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "tocsin.db"
    script = files("engine.store").joinpath("schema.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"{script} INSERT INTO meta VALUES ('salt', x'00'); PRAGMA user_version = 1;")
        db.execute("INSERT INTO rulebooks VALUES (?, ?)", (NAMED_BEFORE, BOOK.to_bytes()))
        db.commit()
    return path


def test_it_is_looked_at_as_it_is(old: Path) -> None:
    reader = SqliteReader(old)

    assert reader.rulebook(NAMED_BEFORE) == BOOK.to_bytes()
    assert reader.rulebook("none") is None


def test_it_gets_what_it_lacks_and_keeps_what_it_has(old: Path) -> None:
    with closing(SqliteStore(old)) as store:
        store.commit(Writer().batch(rulebooks={"new": Kept(BOOK.digests, BOOK.saved())}))

    with closing(SqliteStore(old)) as store:
        assert store.rulebook(NAMED_BEFORE) == store.rulebook("new") == BOOK.to_bytes()
        assert store.digests(NAMED_BEFORE) is None
        assert store.has_rulebook(NAMED_BEFORE)
        assert store.salt == b"\0"
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_a_rulebook_goes_by_the_name_that_the_journal_knows(old: Path) -> None:
    programs = Programs(KINDS, Catalogue.load(), stored=SqliteReader(old).rulebook)

    program = programs.provide(NAMED_BEFORE)

    assert program.rulebook.hash == NAMED_BEFORE
    assert [each.body for each in program.rulebook.documents] == [BODY]


def test_the_store_of_before_is_kept_for_who_wants_to_go_back(old: Path) -> None:
    for _ in range(2):  # the second time there is nothing to upgrade
        with closing(SqliteStore(old)) as store:
            store.commit(Writer().batch(rulebooks={"new": Kept(BOOK.digests, BOOK.saved())}))

    kept = old.with_name("tocsin.db.version-1")
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)
        assert db.execute("SELECT hash FROM rulebooks").fetchall() == [(NAMED_BEFORE,)]


def test_without_room_for_that_nothing_is_upgraded(old: Path) -> None:
    old.with_name("tocsin.db.version-1.part").mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        SqliteStore(old)
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (1,)


KILLED_AT = """
import os, signal, sys
from pathlib import Path
from engine.store import sqlite
connect = sqlite.connect
def kill(statement):
    if sys.argv[2] in statement:
        os.kill(os.getpid(), signal.SIGKILL)
def traced(path):
    db = connect(path)
    db.set_trace_callback(kill)
    return db
sqlite.connect = traced
sqlite.SqliteStore(Path(sys.argv[1]))
"""


@pytest.mark.parametrize(
    "statement", ["VACUUM", "BEGIN", "CREATE TABLE books", "PRAGMA user_version =", "COMMIT"]
)
def test_a_kill_in_the_middle_of_an_upgrade_loses_nothing(old: Path, statement: str) -> None:
    call = [sys.executable, "-c", KILLED_AT, str(old), statement]
    ended = subprocess.run(call, check=False, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()

    with closing(SqliteStore(old)) as store:
        assert store.rulebook(NAMED_BEFORE) == BOOK.to_bytes()
        store.commit(Writer().batch(rulebooks={"new": Kept(BOOK.digests, BOOK.saved())}))
    with closing(sqlite3.connect(old.with_name("tocsin.db.version-1"))) as db:
        assert db.execute("SELECT hash FROM rulebooks").fetchall() == [(NAMED_BEFORE,)]
