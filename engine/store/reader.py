"""Looking at the store beside the running loop: for commands, views and the command line. Never writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final

from engine.errors import StoreError
from engine.instants import DAY_MS
from engine.signal import Signal
from engine.store import books
from engine.store.backup import last_backup
from engine.store.connection import Explaining, connect, refuse_newer
from engine.store.files import refuse_damaged
from engine.store.matches import Matches, Told, last_met, last_told, matches, told
from engine.store.newest import Newest, in_guild
from engine.store.port import Reloaded, Totals
from engine.store.queries import history, meta, outbox
from engine.store.records import records
from engine.store.retention import horizon
from engine.store.rows import Checkpoint, OutboxRow, OutboxState, Row

SHORTEST_PREFIX: Final = 6
MOST_FOUND: Final = 10
LOOK_BACK_MS: Final = DAY_MS
"""How far before the newest signal packed ones are looked for by id: there is no index of them."""


class SqliteReader:
    """Opens a connection for each look, so that it may be used from any thread and holds no lock between.

    `beside_owner`: the process owns the store, and looked at the file when it opened it. To do so again
    would let go of SQLite's locks.
    """

    def __init__(self, path: Path, *, beside_owner: bool = False) -> None:
        if not path.exists():
            raise StoreError(
                f"{path}: there is no store here yet; start Tocsin once, or name its folder with --data"
            )
        if not beside_owner:
            refuse_damaged(path)
        self.path = path
        with self._open() as db:
            refuse_newer(db, path)

    def signals(
        self,
        guild: int | None,
        *,
        type_: str | None = None,
        since: int = 0,
        limit: int = 50,
        everywhere: bool = False,
    ) -> list[Row]:
        """The newest signals of a guild (of all: `everywhere`) of type `type_` or below it, newest first."""
        with self._open() as db:
            rows = Newest(db, None if everywhere else (guild,), since).of_type(type_)
            return list(islice(rows, limit))

    def find(self, prefix: str, guild: int | None, *, everywhere: bool = False) -> list[Row]:
        """Signals of a guild whose id begins with `prefix` (of six characters at least), newest first.

        Ten at most. Packed ones are looked for in the last day of the journal, and in the day
        after an instant that the id names.
        """
        if len(prefix) < SHORTEST_PREFIX or not _is_text(prefix):
            return []
        with self._open() as db:
            newest = Newest(db, None if everywhere else (guild,), _a_day_ago(db))
            return list(islice(newest.beginning_with(prefix), MOST_FOUND))

    def by_ids(self, ids: Sequence[str], guild: int | None, *, everywhere: bool = False) -> list[Signal]:
        """Signals by their ids, in order of the journal; packed ones if they are of the last day."""
        with self._open() as db:
            newest = Newest(db, None if everywhere else (guild,), _a_day_ago(db))
            found = newest.with_ids({each for each in ids if _is_text(each)})
            return sorted((row.signal for row in found), key=lambda signal: signal.seq)

    def outbox_of(self, signals: Sequence[str]) -> list[OutboxRow]:
        """The actions that these signals caused."""
        marks = ", ".join("?" * len(signals))
        with self._open() as db:
            of_these = f"seq IN (SELECT seq FROM signals WHERE id IN ({marks})) ORDER BY number"
            return outbox(db, of_these, signals)

    def actions(self, guild: int | None, *, limit: int = 50, everywhere: bool = False) -> list[OutboxRow]:
        """The newest actions of one guild (of all: `everywhere`), newest first."""
        where, values = in_guild(None if everywhere else (guild,))
        with self._open() as db:
            return outbox(db, f"{where} ORDER BY number DESC LIMIT ?", (*values, limit))

    def action(self, id_: str) -> OutboxRow | None:
        """An action by its id, also one that ended."""
        with self._open() as db:
            return next(iter(outbox(db, "id = ?", (id_,))), None)

    def matches(self, guild: int | None, since: int) -> Matches:
        """How often each document was met in a guild, and told of something, since an instant."""
        with self._open() as db:
            return matches(db, guild, since)

    def told(self, guild: int | None, documents: Container[str], since: int) -> Told:
        """What these documents, by identity, emitted in a guild since an instant."""
        with self._open() as db:
            return told(db, guild, documents, since)

    def last_of(self, guild: int | None, document: str, since: int, *, told: bool, most: int) -> list[str]:
        """Ids of the newest signals that met a document in a guild, or (`told`) that it emitted."""
        with self._open() as db:
            return (last_told if told else last_met)(db, guild, document, since, most)

    def history(self, after: int = 0) -> Iterator[list[Row]]:
        """All rows of this moment, commit by commit, in order; text included where it still is."""
        with self._open() as db:
            yield from history(db, after)

    def horizon(self) -> Checkpoint | None:
        """Where a replay of the journal begins; None: at its beginning."""
        with self._open() as db:
            return horizon(db)

    def rulebook(self, hash_: str) -> bytes | None:
        """The bytes of a rulebook that was in force once."""
        with self._open() as db:
            return books.rulebook(db, hash_)

    def records(self, table: str, guild: int | None, since: int) -> list[dict[str, Any]]:
        """The rows that steps recorded in a table about a guild since an instant, oldest first."""
        with self._open() as db:
            return records(db, table, guild, since)

    def reloads(self, most: int) -> list[Reloaded]:
        """The rulebooks that came into force last, newest first."""
        with self._open() as db:
            rows = db.execute("SELECT hash, seen FROM reloads ORDER BY seq DESC LIMIT ?", (most,))
            return [Reloaded(*row) for row in rows]

    def salt(self) -> bytes:
        """What keys the digests of what people wrote in this store."""
        with self._open() as db:
            return bytes(meta(db, "salt", b""))

    def totals(self) -> Totals:
        """Figures about the whole store."""
        noted = last_backup(self.path)
        with self._open() as db:
            reload = db.execute("SELECT hash, seen FROM reloads ORDER BY seq DESC LIMIT 1").fetchone()
            states = db.execute("SELECT state, count(*) FROM outbox GROUP BY state")
            pages = db.execute("PRAGMA page_count").fetchone()[0]
            return Totals(
                signals=meta(db, "last_seq", 0),
                last_seen=meta(db, "last_seen", 0),
                rulebook=None if reload is None else reload[0],
                rulebook_since=0 if reload is None else reload[1],
                outbox={OutboxState(state): count for state, count in states},
                timers=db.execute("SELECT count(*) FROM timers").fetchone()[0],
                bytes=pages * db.execute("PRAGMA page_size").fetchone()[0],
                backed_up=None if noted is None else noted.made,
            )

    def _open(self) -> _Opened:
        return _Opened(self.path)


class _Opened:
    """A connection for one look, and SQLite's errors as `StoreError`s."""

    def __init__(self, path: Path) -> None:
        self._explaining = Explaining(path)
        self._path = path

    def __enter__(self) -> sqlite3.Connection:
        with self._explaining:
            self._db = connect(self._path, read_only=True)
        return self._db

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        with closing(self._db):
            self._explaining.__exit__(kind, error, trace)


def _a_day_ago(db: sqlite3.Connection) -> int:
    return int(meta(db, "last_seen", LOOK_BACK_MS)) - LOOK_BACK_MS


def _is_text(id_: str) -> bool:
    """Half a pair of surrogates has no bytes, and so is no id of the store's."""
    return id_.isascii() or not any("\ud800" <= each <= "\udfff" for each in id_)
