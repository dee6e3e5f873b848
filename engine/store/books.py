"""Rulebooks in the store: a list of digests each, and every document once. Knows of them only bytes."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Final

import msgspec

from engine.store.rows import Kept

DIGEST_BYTES: Final = 16


def joined(bodies: list[bytes]) -> bytes:
    """The bytes of a rulebook from those of its documents."""
    return msgspec.msgpack.encode([msgspec.Raw(each) for each in bodies])


def split(digests: bytes) -> list[bytes]:
    """Digests that are kept in one piece."""
    return [digests[at : at + DIGEST_BYTES] for at in range(0, len(digests), DIGEST_BYTES)]


def write(db: sqlite3.Connection, rulebooks: Mapping[str, Kept]) -> None:
    """Keep rulebooks; of documents that are there already the first bytes stay."""
    for hash_, kept in rulebooks.items():
        db.executemany("INSERT OR IGNORE INTO documents VALUES (?, ?)", kept.documents.items())
        db.execute("INSERT OR IGNORE INTO books VALUES (?, ?)", (hash_, b"".join(kept.digests)))


def rulebook(db: sqlite3.Connection, hash_: str) -> bytes | None:
    """The bytes of a rulebook that was in force once."""
    whole = db.execute("SELECT body FROM rulebooks WHERE hash = ?", (hash_,)).fetchone()
    if whole is not None:
        return bytes(whole[0])
    listed = digests(db, hash_)
    if listed is None:
        return None
    return joined([_document(db, each) for each in listed])


def _document(db: sqlite3.Connection, digest: bytes) -> bytes:
    found = db.execute("SELECT body FROM documents WHERE digest = ?", (digest,)).fetchone()
    if found is None:
        raise sqlite3.DatabaseError(f"the document {digest.hex()} of a rulebook is missing")
    return bytes(found[0])


def has_rulebook(db: sqlite3.Connection, hash_: str) -> bool:
    """Whether a rulebook is kept, in one way or the other."""
    find = "SELECT 1 FROM rulebooks WHERE hash = ? UNION SELECT 1 FROM books WHERE hash = ?"
    return db.execute(find, (hash_, hash_)).fetchone() is not None


def digests(db: sqlite3.Connection, hash_: str) -> list[bytes] | None:
    """Those of the documents of a rulebook that is kept document by document."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'books'").fetchone() is None:
        return None  # a store of before, that is only looked at
    found = db.execute("SELECT digests FROM books WHERE hash = ?", (hash_,)).fetchone()
    return None if found is None else split(bytes(found[0]))
