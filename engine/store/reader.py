"""Looking at the store beside the running loop: for commands, views and the command line. Never writes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from heapq import merge
from pathlib import Path
from typing import Any, Final

from engine.errors import StoreError
from engine.signal import Signal
from engine.store import codec
from engine.store.connection import Explaining, connect, refuse_newer
from engine.store.files import refuse_damaged
from engine.store.port import Totals
from engine.store.queries import SELECT_ROWS, history, outbox_row, texts_to, to_row
from engine.store.rows import OutboxRow, OutboxState, Row

SHORTEST_PREFIX: Final = 6


class SqliteReader:
    """Opens a connection for each look, so that it may be used from any thread and holds no lock between."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise StoreError(
                f"{path}: there is no store here yet; start Tocsin once, or name its folder with --data"
            )
        refuse_damaged(path)
        self.path = path
        with self._open() as db:
            refuse_newer(db, path)

    def signals(
        self,
        guild: int | None,
        *,
        kind: str | None = None,
        since: int = 0,
        limit: int = 50,
        everywhere: bool = False,
    ) -> list[Row]:
        """The newest signals of one guild (of all: `everywhere`) whose type is `kind` or below it, newest first."""
        scope = _Scope(guild, since, everywhere)
        found: list[Row] = []
        with self._open() as db:
            newest = merge(_single(db, scope), _packed(db, scope), key=lambda row: -row.signal.seq)
            for row in newest:
                if kind is None or row.signal.type == kind or row.signal.type.startswith(f"{kind}."):
                    found.append(row)
                    if len(found) == limit:
                        break
            texts_to(db, [row.signal for row in found if row.is_plain])
        return found

    def find(self, prefix: str, guild: int | None, *, everywhere: bool = False) -> list[Row]:
        """Signals with hits, and derived ones, of a guild whose id begins with `prefix` (six characters at least)."""
        if len(prefix) < SHORTEST_PREFIX:
            return []
        scope = _Scope(guild, 0, everywhere)
        with self._open() as db:
            rows = db.execute(
                f"{SELECT_ROWS} WHERE id >= ? AND id < ? AND {scope.where} ORDER BY seq DESC LIMIT 10",
                (prefix, f"{prefix}\uffff", *scope.values),
            )
            return [to_row(values) for values in rows]

    def by_ids(self, ids: Sequence[str], guild: int | None, *, everywhere: bool = False) -> list[Signal]:
        """Signals by their ids, in order of the journal, those that stand in rows of their own."""
        scope = _Scope(guild, 0, everywhere)
        with self._open() as db:
            marks = ", ".join("?" * len(ids))
            rows = db.execute(
                f"{SELECT_ROWS} WHERE id IN ({marks}) AND {scope.where} ORDER BY seq", (*ids, *scope.values)
            )
            return [to_row(values).signal for values in rows]

    def outbox_of(self, signals: Sequence[str]) -> list[OutboxRow]:
        """The actions that these signals caused."""
        marks = ", ".join("?" * len(signals))
        with self._open() as db:
            rows = db.execute(
                f"SELECT body, state, attempts FROM outbox WHERE signal IN ({marks}) ORDER BY seq",
                tuple(signals),
            )
            return [outbox_row(*values) for values in rows]

    def actions(self, guild: int | None, *, limit: int = 50, everywhere: bool = False) -> list[OutboxRow]:
        """The newest actions of one guild (of all: `everywhere`), newest first."""
        scope = _Scope(guild, 0, everywhere)
        with self._open() as db:
            rows = db.execute(
                f"SELECT body, state, attempts FROM outbox WHERE {scope.where} ORDER BY seq DESC LIMIT ?",
                (*scope.values, limit),
            )
            return [outbox_row(*values) for values in rows]

    def history(self) -> Iterator[list[Row]]:
        """All rows of this moment, commit by commit, in order; text included where it still is."""
        with self._open() as db:
            yield from history(db, 0)

    def rulebook(self, hash_: str) -> bytes | None:
        """The bytes of a rulebook that was in force once."""
        with self._open() as db:
            found = db.execute("SELECT body FROM rulebooks WHERE hash = ?", (hash_,)).fetchone()
        return None if found is None else bytes(found[0])

    def salt(self) -> bytes:
        """What keys the digests of what people wrote in this store."""
        with self._open() as db:
            found = db.execute("SELECT value FROM meta WHERE name = 'salt'").fetchone()
        return b"" if found is None else bytes(found[0])

    def totals(self) -> Totals:
        """Figures about the whole store."""
        with self._open() as db:
            meta = dict(db.execute("SELECT name, value FROM meta WHERE name IN ('last_seq', 'last_seen')"))
            reload = db.execute("SELECT hash, seen FROM reloads ORDER BY seq DESC LIMIT 1").fetchone()
            states = db.execute("SELECT state, count(*) FROM outbox GROUP BY state")
            pages = db.execute("PRAGMA page_count").fetchone()[0]
            return Totals(
                signals=meta.get("last_seq", 0),
                last_seen=meta.get("last_seen", 0),
                rulebook=None if reload is None else reload[0],
                rulebook_since=0 if reload is None else reload[1],
                outbox={OutboxState(state): count for state, count in states},
                timers=db.execute("SELECT count(*) FROM timers").fetchone()[0],
                bytes=pages * db.execute("PRAGMA page_size").fetchone()[0],
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


class _Scope:
    """Which guild, since when: as a condition of SQL. Everywhere only for the operator."""

    def __init__(self, guild: int | None, since: int, everywhere: bool) -> None:
        self.since = since
        self.where = "1" if everywhere else "guild IS ?"
        self.values: tuple[Any, ...] = () if everywhere else (guild,)


def _single(db: sqlite3.Connection, scope: _Scope) -> Iterator[Row]:
    rows = db.execute(
        f"{SELECT_ROWS} WHERE seen >= ? AND {scope.where} ORDER BY seq DESC", (scope.since, *scope.values)
    )
    return map(to_row, rows)


def _packed(db: sqlite3.Connection, scope: _Scope) -> Iterator[Row]:
    segments = db.execute(
        f"SELECT body FROM segments WHERE last_seen >= ? AND {scope.where} ORDER BY last_seq DESC",
        (scope.since, *scope.values),
    )
    for (body,) in segments:
        for signal in reversed(codec.unpack_segment(body)):
            if signal.seen >= scope.since:
                yield Row(signal)
