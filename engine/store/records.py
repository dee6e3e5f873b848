"""Rows that steps recorded, read by their table: each says `at` which instant it holds (milliseconds)."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

import msgspec

from engine.effects import Record
from engine.store.rows import Planned

MOST_RECORDS: Final = 50_000
_planned: Final = msgspec.msgpack.Decoder(Planned)


def records(db: sqlite3.Connection, table: str, guild: int | None, since: int) -> list[dict[str, Any]]:
    """The rows of a table about a guild since an instant, oldest first; of too many the newest."""
    found: list[dict[str, Any]] = []
    rows = db.execute(
        "SELECT body FROM records WHERE name = ? AND guild IS ? ORDER BY seq DESC LIMIT ?",
        (table, guild, MOST_RECORDS),
    )
    for (body,) in rows:
        effect = _planned.decode(body).effect
        if not isinstance(effect, Record) or int(effect.row.get("at", 0)) < since:
            break
        found.append(effect.row)
    return found[::-1]
