"""Connections to the store's database, and its errors as one clear line each."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path
from typing import Final

import msgspec

from engine.errors import StoreDamaged, StoreError, StoreTooNew

VERSION: Final = 6
_BUSY_MS: Final = 200


class Explaining:
    """Turns errors of SQLite, and of bytes that cannot be read, into `StoreError`s with one clear line.

    Cheaper than a generator.
    """

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            raise explained(self._path, error) from error
        if isinstance(error, msgspec.DecodeError | zlib.error):
            raise StoreDamaged(f"{self._path}: is damaged ({error}); restore a backup") from error


def explained(path: Path, error: sqlite3.Error) -> StoreError:
    """SQLite's error as one line that says what to do."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name in {"SQLITE_CORRUPT", "SQLITE_NOTADB"}:
        return StoreDamaged(f"{path}: is damaged ({error}); restore a backup")
    if name == "SQLITE_FULL":
        return StoreError(f"{path}: the disk is full; make room, nothing more is taken in until then")
    if name.startswith("SQLITE_BUSY"):
        return StoreError(f"{path}: another program holds a lock on it; close that program")
    return StoreError(f"{path}: cannot be used ({error}); check the disk and the folder's owner")


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection with explicit transactions, usable from any one thread at a time."""
    mode = "ro" if read_only else "rwc"
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    db.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    return db


def write_ahead(db: sqlite3.Connection) -> None:
    """Write by the log, without syncs or checkpoints of SQLite's own. Changes the file: it must be ours."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA wal_autocheckpoint = 0")


def refuse_newer(db: sqlite3.Connection, path: Path) -> int:
    """The version of the store's tables. Raises `StoreTooNew` for one that this program does not know."""
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise StoreTooNew(
            f"{path}: was written by a newer Tocsin (store version {version}, this one knows {VERSION}); "
            "update Tocsin or restore a backup"
        )
    return version


def refuse_foreign(db: sqlite3.Connection, path: Path) -> None:
    """Raise `StoreDamaged` when a database that is not ours would get our tables."""
    if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreDamaged(
            f"{path}: is the database of another program; move it away or name another folder with --data"
        )
