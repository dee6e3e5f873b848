"""The store on SQLite: written by one connection on the loop, made durable and tidied from threads.

In WAL mode with `synchronous=NORMAL` a commit is one append without fsync: a kill loses nothing,
a power cut may lose what was not synced. `sync` is the fsync of the WAL, off the loop.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from engine.errors import StoreError
from engine.signal import SignalType
from engine.store import books, codec
from engine.store.codec import key_text, partition_of
from engine.store.connection import VERSION, Explaining, connect, refuse_foreign, refuse_newer, write_ahead
from engine.store.files import Lock, make_private, place_of, refuse_damaged, wal_of
from engine.store.packing import Names, pack_hits
from engine.store.queries import history, meta, recent, rows, rulebook_at, saved
from engine.store.rows import Batch, OutboxRow, Planned, Row, Saved, StateRow, TimerRow
from engine.store.snapshot import snapshot_of

_CHECKPOINT_BYTES: Final = 8 * 1024 * 1024


class SqliteStore:
    """The one writer of a store. Opening it refuses a second process, a damaged file and a newer version."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with ExitStack() as opened:
            self._lock = Lock(path)
            opened.callback(self._lock.release)
            refuse_damaged(path)
            make_private(path)
            opened.enter_context(Explaining(path))
            self._db = opened.enter_context(closing(connect(path)))
            _prepare(self._db, path)
            self._batch = meta(self._db, "batch", 0)
            self._names = Names(self._db)
            self.salt: bytes = meta(self._db, "salt", b"")
            self._tidied = 0
            self._wal = os.open(wal_of(path), os.O_RDONLY | os.O_CLOEXEC)
            opened.callback(os.close, self._wal)
            self._place = place_of(path)
            self._opened = opened.pop_all()

    def load(self) -> Saved:
        with Explaining(self.path):
            return saved(self._db)

    def rows(self, after: int) -> Iterator[Row]:
        with Explaining(self.path):
            yield from rows(self._db, after)

    def history(self, after: int) -> Iterator[list[Row]]:
        with Explaining(self.path), closing(connect(self.path, read_only=True)) as db:
            yield from history(db, after)

    def recent(self, since: int, limit: int) -> list[tuple[str, int, int | None]]:
        with Explaining(self.path):
            return recent(self._db, since, limit)

    def rulebook(self, hash_: str) -> bytes | None:
        with Explaining(self.path):
            return books.rulebook(self._db, hash_)

    def has_rulebook(self, hash_: str) -> bool:
        with Explaining(self.path):
            return books.has_rulebook(self._db, hash_)

    def digests(self, hash_: str) -> list[bytes] | None:
        with Explaining(self.path):
            return books.digests(self._db, hash_)

    def rulebook_at(self, seq: int) -> str | None:
        with Explaining(self.path):
            return rulebook_at(self._db, seq)

    def inventory(self, guild: int, part: str) -> bytes | None:
        with Explaining(self.path):
            found = self._db.execute(
                "SELECT body FROM inventories WHERE guild = ? AND part = ?", (guild, part)
            ).fetchone()
            return None if found is None else found[0]

    def commit(self, batch: Batch) -> None:
        with Explaining(self.path):
            try:
                self._db.execute("BEGIN IMMEDIATE")
                self._write(batch)
                self._refuse_lost()
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                    self._names = Names(self._db)
                raise
        self._batch += 1

    def _refuse_lost(self) -> None:
        """SQLite goes on with a file that has no name any more, and what it takes in is lost at the end."""
        if place_of(self.path) != self._place or not os.fstat(self._wal).st_nlink:
            raise StoreError(
                f"{self.path}: was deleted or replaced while the bot runs; stop it, put the store or a "
                "backup back, and start it again"
            )

    def sync(self) -> None:
        os.fdatasync(self._wal)

    def wants_checkpoint(self) -> bool:
        return os.fstat(self._wal).st_size > self._tidied + _CHECKPOINT_BYTES

    def checkpoint(self, final: bool) -> None:
        mode = "TRUNCATE" if final else "PASSIVE"
        try:
            with Explaining(self.path), closing(connect(self.path)) as db:
                db.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
        finally:  # one that failed, or that a reader held up, is not tried again at every commit
            self._tidied = os.fstat(self._wal).st_size

    def close(self) -> None:
        self._opened.close()

    def _write(self, batch: Batch) -> None:
        number = self._batch + 1
        self._write_rows(batch.rows, number)
        many = self._db.executemany
        many("INSERT INTO outbox VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", map(_outbox_values, batch.outbox))
        many(
            "UPDATE outbox SET state = ?, attempts = ? WHERE id = ?",
            [(move.state.value, move.attempts, move.id) for move in batch.moves],
        )
        many("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?)", map(_record_values, batch.records))
        many(
            "DELETE FROM timers WHERE document = ? AND key = ? AND name = ?",
            [(document, key_text(key), name) for document, key, name in batch.cancelled],
        )
        many("INSERT OR REPLACE INTO timers VALUES (?, ?, ?, ?, ?, ?, ?)", map(_timer_values, batch.timers))
        self._write_states(batch.states)
        many(
            "INSERT OR REPLACE INTO marks VALUES (?, ?, ?)",
            [(guild or 0, source, id_) for (guild, source), id_ in batch.marks],
        )
        many(
            "INSERT OR REPLACE INTO inventories VALUES (?, ?, ?)",
            [(guild, part, body) for (guild, part), body in batch.inventories.items()],
        )
        books.write(self._db, batch.rulebooks)
        self._write_meta(batch=number, last_seq=batch.last_seq, last_seen=batch.last_seen, floor=batch.floor)

    def _write_rows(self, rows: Sequence[Row], number: int) -> None:
        guilds: dict[int | None, list[Row]] = {}
        for row in rows:
            guilds.setdefault(row.signal.guild, []).append(row)
        for guild, own in guilds.items():
            signals = [row.signal for row in own]
            texts = codec.without_text(signals)
            try:
                self._write_guild(guild, own, number)
            finally:
                codec.give_back(signals, texts)
            if texts:
                self._db.execute(
                    "INSERT INTO texts VALUES (?, ?, ?, ?, ?)",
                    (texts[-1][0], number, guild, signals[-1].seen, codec.pack_texts(texts)),
                )

    def _write_guild(self, guild: int | None, rows: list[Row], number: int) -> None:
        packed = [row for row in rows if row.is_packed]
        place = (number, partition_of(guild), guild)
        if packed:
            last, hits = packed[-1].signal, pack_hits(packed, self._names.number)
            body = codec.pack_segment([row.signal for row in packed])
            self._db.execute(
                "INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?)", (last.seq, *place, last.seen, body, hits)
            )
        if len(packed) == len(rows):
            return
        single = [row for row in rows if not row.is_packed]
        self._db.executemany(
            "INSERT INTO signals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(row.signal.seq, *place, *_row_values(row)) for row in single],
        )
        self._db.executemany(
            "INSERT INTO reloads VALUES (?, ?, ?)",
            [
                (row.signal.seq, row.signal.seen, row.signal.data["hash"])
                for row in rows
                if row.signal.type == SignalType.RULEBOOK_LOADED
            ],
        )

    def _write_states(self, states: Sequence[StateRow]) -> None:
        for state in states:
            key = key_text(state.key)
            if state.body is None:
                self._db.execute("DELETE FROM states WHERE document = ? AND key = ?", (state.document, key))
                continue
            guild = state.key[0]
            self._db.execute(
                "INSERT OR REPLACE INTO states VALUES (?, ?, ?, ?, ?, ?)",
                (state.document, key, partition_of(guild), guild, state.seq, state.body),
            )

    def _write_meta(self, **values: int) -> None:
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    version = refuse_newer(db, path)
    if version == 0:
        refuse_foreign(db, path)
    write_ahead(db)
    if 0 < version < VERSION:  # whoever wants to go back to the Tocsin of before can
        snapshot_of(db, path.with_name(f"{path.name}.version-{version}"))
    if version < VERSION:
        _upgrade(db, version)
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT OR REPLACE INTO meta VALUES ('opened', 1)")
    db.execute("COMMIT")


def _upgrade(db: sqlite3.Connection, version: int) -> None:
    """Make what a store of that version lacks, 0 being none at all: all of it or nothing."""
    names = ["schema.sql"] if version == 0 else []
    names += [f"upgrade-{each}.sql" for each in range(max(version, 1) + 1, VERSION + 1)]
    script = "".join(files("engine.store").joinpath(name).read_text(encoding="utf-8") for name in names)
    if version == 0:
        script += f"INSERT INTO meta VALUES ('salt', x'{secrets.token_hex(16)}');"
    db.executescript(f"BEGIN; {script} PRAGMA user_version = {VERSION}; COMMIT;")


def _row_values(row: Row) -> tuple[Any, ...]:
    signal = row.signal
    return (
        signal.seen,
        signal.id,
        signal.type,
        codec.encode(signal),
        codec.encode(row.hits) if row.hits else None,
        codec.encode(row.effects) if row.effects else None,
        codec.encode(row.skipped) if row.skipped else None,
        None if row.now == row.base == signal.seen else codec.encode((row.now, row.base)),
    )


def _outbox_values(row: OutboxRow) -> tuple[Any, ...]:
    place = (row.id, row.seq, partition_of(row.guild), row.guild)
    return (*place, row.state.value, row.attempts, codec.encode(row))


def _record_values(record: tuple[int, Planned]) -> tuple[Any, ...]:
    seq, planned = record
    guild = planned.key[0]
    name = getattr(planned.effect, "table", "")
    return (planned.id, seq, partition_of(guild), guild, name, codec.encode(planned))


def _timer_values(row: TimerRow) -> tuple[Any, ...]:
    guild = row.key[0]
    return (
        row.document,
        key_text(row.key),
        row.name,
        partition_of(guild),
        guild,
        row.wake,
        codec.encode(row),
    )
