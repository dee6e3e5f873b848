"""Writing to a store beside its owner: in transactions so small that its next commit hardly waits."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from engine.store.connection import Explaining, connect

A_STEP: Final = 50
"""Rows in one transaction."""
_BUSY_MS: Final = 10_000

Pause = Callable[[], object]
"""Called between two steps: whoever works in a thread of the bot sleeps there."""


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection whose freed pages are overwritten. Raises `StoreError`."""
    with Explaining(path), closing(connect(path)) as db:
        db.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        db.execute("PRAGMA secure_delete = ON")
        yield db


def in_one(db: sqlite3.Connection, statement: str, values: Sequence[Sequence[Any]]) -> None:
    """Carry out a statement for each of some values, in one transaction."""
    if not values:
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        db.executemany(statement, values)
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def in_steps(db: sqlite3.Connection, statement: str, values: Sequence[Sequence[Any]]) -> Iterator[None]:
    """Carry out a statement for each of many values, a few in each transaction."""
    for start in range(0, len(values), A_STEP):
        in_one(db, statement, values[start : start + A_STEP])
        yield
