"""Backups: one file with the store as it was at a moment and, if wanted, the folder of YAML beside it.

A backup is a zip archive: `backup.json` says what is in it with the hash of each file, `tocsin.db` is
the store, `folder/` the YAML. The bot's token is never in it. Knows no command and no loop.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path, PurePosixPath
from typing import IO, Final

import msgspec

from engine import __version__
from engine.errors import StoreDamaged, StoreError, StoreTooNew
from engine.instants import iso, stamp
from engine.store.connection import VERSION, Explaining, connect
from engine.store.files import Lock, shared_of, wal_of
from engine.store.queries import meta
from engine.store.snapshot import snapshot, sync_file

MANIFEST: Final = "backup.json"
STORE: Final = "tocsin.db"
FOLDER: Final = "folder"
NOTE: Final = "last-backup.json"
"""The file beside a store that says when its last backup was made."""
_LEFT_OUT: Final = frozenset({".env", ".git", "data", "__pycache__", ".venv"})
_MOST_MANIFEST: Final = 16 * 1024 * 1024
_PIECE: Final = 1024 * 1024


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds. `made` is ISO 8601; `files` are SHA-256 hashes by name; `last_seq` a place."""

    made: str
    version: str
    store_version: int
    last_seq: int
    last_seen: int
    files: Mapping[str, str]

    @property
    def in_folder(self) -> list[str]:
        """The names of the files of the folder, as in the archive."""
        return [name for name in self.files if name != STORE]


def back_up(store: Path, archive: Path, folder: Path | None, now: int) -> Manifest:
    """Write a backup of a store, also while the bot runs; `now` in milliseconds since 1970.

    Either all of it is at `archive`, for its user alone and on disk, or nothing. Raises `StoreError`.
    """
    copy = archive.with_name(f"{archive.name}.db")
    made = archive.with_name(f"{archive.name}.part")
    try:
        archive.parent.mkdir(parents=True, exist_ok=True)
        if archive.exists():
            raise StoreError(f"{archive}: is there already; name another file")
        snapshot(store, copy)
        file = os.open(made, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(file, "wb") as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            files = {name: _pack(packed, path, name) for name, path in _contents(copy, folder)}
            manifest = _manifest(copy, files, now)
            packed.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        sync_file(made)
        made.replace(archive)
        sync_file(archive.parent)
    except OSError as error:
        raise StoreError(f"{archive}: cannot be written ({error.strerror}); is there room?") from error
    finally:
        for each in (copy, made):
            with suppress(OSError):
                each.unlink(missing_ok=True)
    _note(store, Noted(now, str(archive.resolve())))
    return manifest


class Noted(msgspec.Struct, frozen=True):
    """The last backup of a store: `made` in milliseconds since 1970, `archive` where it was put."""

    made: int
    archive: str


def last_backup(store: Path) -> Noted | None:
    """What is known of the last backup of a store; None where none was made, or nothing says so."""
    try:
        return msgspec.json.decode(store.with_name(NOTE).read_bytes(), type=Noted)
    except (OSError, msgspec.DecodeError):
        return None


def read_manifest(archive: Path) -> Manifest:
    """What a backup says it holds. Raises `StoreError` for what is no backup, or too new."""
    with _opened(archive) as packed:
        return _read_manifest(packed, archive)


def restore_store(archive: Path, store: Path) -> Path | None:
    """Put the store of a backup in place; returns where the one that was there is now, or None.

    At every moment the old store or the new one is in place. Raises `StoreError`: also while a bot runs.
    """
    lock = Lock(store)
    fresh = store.with_name(f"{store.name}.part")
    try:
        with _opened(archive) as packed:
            manifest = _read_manifest(packed, archive)
            _unpack(packed, STORE, manifest.files[STORE], fresh)
        aside = _set_aside(store, manifest.last_seen)
        fresh.replace(store)
        sync_file(store.parent)
    except OSError as error:
        raise StoreError(f"{store}: cannot be written ({error.strerror}); is there room?") from error
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        lock.release()
    return aside


def restore_folder(archive: Path, folder: Path) -> int:
    """Put the YAML of a backup into a folder that is empty or not there; how many files. `StoreError`."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StoreError(f"{folder}: is not empty; name a new folder, and compare the two")
    try:
        with _opened(archive) as packed:
            manifest = _read_manifest(packed, archive)
            for name in manifest.in_folder:
                path = folder.joinpath(*PurePosixPath(name).parts[1:])
                path.parent.mkdir(parents=True, exist_ok=True)
                _unpack(packed, name, manifest.files[name], path)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror}); is there room?") from error
    return len(manifest.in_folder)


def _note(store: Path, noted: Noted) -> None:
    """Written for `/status` alone: the backup stands also where this cannot be."""
    note = store.with_name(NOTE)
    made = note.with_name(f"{NOTE}.part")
    with suppress(OSError):
        made.write_bytes(msgspec.json.encode(noted))
        made.replace(note)


def _contents(copy: Path, folder: Path | None) -> Iterator[tuple[str, Path]]:
    yield STORE, copy
    if folder is None:
        return
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if _LEFT_OUT.isdisjoint(parts) and path.is_file() and not path.is_symlink():
            yield str(PurePosixPath(FOLDER, *parts)), path


def _pack(packed: zipfile.ZipFile, path: Path, name: str) -> str:
    """Put a file in; its hash."""
    with path.open("rb") as source, packed.open(name, "w", force_zip64=True) as target:
        return _copy(source, target)


def _copy(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := source.read(_PIECE):
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest()


def _manifest(copy: Path, files: Mapping[str, str], now: int) -> Manifest:
    with Explaining(copy), closing(connect(copy, read_only=True)) as db:
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        seq, seen = meta(db, "last_seq", 0), meta(db, "last_seen", 0)
    return Manifest(iso(now), __version__, version, seq, seen, dict(files))


def _opened(archive: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(archive)
    except FileNotFoundError as error:
        raise StoreError(f"{archive}: there is no such file") from error
    except (OSError, zipfile.BadZipFile) as error:
        raise StoreDamaged(f"{archive}: is no backup of Tocsin, or its end is missing") from error


def _read_manifest(packed: zipfile.ZipFile, archive: Path) -> Manifest:
    no_backup = StoreDamaged(f"{archive}: is no backup of Tocsin")
    try:
        if packed.getinfo(MANIFEST).file_size > _MOST_MANIFEST:
            raise no_backup
        manifest = msgspec.json.decode(packed.read(MANIFEST), type=Manifest)
    except (KeyError, msgspec.DecodeError, zipfile.BadZipFile, OSError) as error:
        raise no_backup from error
    if manifest.store_version > VERSION:
        raise StoreTooNew(f"{archive}: was made by a newer Tocsin ({manifest.version}); update Tocsin first")
    if STORE not in manifest.files or not all(map(_is_inside, manifest.in_folder)):
        raise no_backup
    return manifest


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        not path.is_absolute() and path.parts[:1] == (FOLDER,) and ".." not in path.parts and "\\" not in name
    )


def _unpack(packed: zipfile.ZipFile, name: str, hash_: str, path: Path) -> None:
    damaged = StoreDamaged(f"{packed.filename}: {name} in it is damaged; take an older backup")
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(file, "wb") as target, packed.open(name) as source:
            found = _copy(source, target)
    except (KeyError, zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise damaged from error
    if found != hash_:
        raise damaged
    sync_file(path)


def _set_aside(store: Path, last_seen: int) -> Path | None:
    """Keep the store that is there under another name, whole, and beside its own: nothing is lost by it."""
    if not store.exists():
        return None
    aside = store.with_name(f"{store.name}.before-{stamp(last_seen)}")
    number = 1
    while aside.exists():
        number += 1
        aside = store.with_name(f"{store.name}.before-{stamp(last_seen)}-{number}")
    log, kept = wal_of(store), aside.with_name(f"{aside.name}-wal")
    if log.exists():
        shutil.copy2(log, kept)  # first: SQLite removes a log that it cannot make sense of
    if _is_settled(store):
        kept.unlink(missing_ok=True)
    try:
        os.link(store, aside)
    except OSError:  # a file system without links
        shutil.copy2(store, aside)
    for each in (log, shared_of(store)):  # the log of one store must not meet another
        each.unlink(missing_ok=True)
    sync_file(store.parent)
    return aside


def _is_settled(store: Path) -> bool:
    """Have all that stands in the log put into the store's file; False where it is too damaged for that."""
    try:
        with Explaining(store), closing(connect(store)) as db:
            return not db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except StoreError:
        return False
