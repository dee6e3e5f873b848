"""How often documents were met lately, and when last: read from the hits and effects in the journal.

A document is *met* by a hit, and *tells* by a signal that it emits. Never reads further back than asked.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Container, Iterator
from typing import Any, Final

import msgspec

from engine.effects import Emit
from engine.store import codec

MOST_ROWS: Final = 50_000
"""Rows that are looked at, at most: newest first."""


class Matches(msgspec.Struct):
    """Counts by identity. `since` (milliseconds) is how far back they reach: later than asked in a flood."""

    met: Counter[str]
    told: Counter[str]
    since: int


def matches(db: sqlite3.Connection, guild: int | None, since: int) -> Matches:
    """How often each document was met, and told, in a guild since an instant (milliseconds)."""
    met: Counter[str] = Counter()
    told: Counter[str] = Counter()
    rows = 0
    seen = since
    for seen, _, hits, effects in _newest(db, guild, since):  # noqa: B007 - the last one is how far it came
        rows += 1
        met.update({hit.document for hit in codec.decode_hits(hits)})
        if effects is not None:
            told.update(_tellers(effects))
    return Matches(met, told, seen if rows >= MOST_ROWS else since)


class Told(msgspec.Struct):
    """What documents emitted, by identity: how often, and about whom: who did it, else to whom.

    `since` (milliseconds) is how far back it reaches: later than asked in a flood or a young journal.
    """

    times: Counter[str]
    people: dict[str, set[int]]
    since: int


def told(db: sqlite3.Connection, guild: int | None, documents: Container[str], since: int) -> Told:
    """What these documents emitted in a guild since an instant (milliseconds)."""
    found = Told(Counter(), {}, max(since, _beginning(db)))
    for number, (seen, _, _, effects) in enumerate(_newest(db, guild, since), 1):
        if number == MOST_ROWS:
            found.since = seen
        for each in codec.decode_effects(effects) if effects is not None else ():
            if each.document in documents and isinstance(each.effect, Emit):
                found.times[each.document] += 1
                person = each.effect.target if each.effect.actor is None else each.effect.actor
                if person is not None:
                    found.people.setdefault(each.document, set()).add(person)
    return found


def _beginning(db: sqlite3.Connection) -> int:
    """When the oldest signal that is still there was seen."""
    firsts = (
        db.execute("SELECT seen FROM signals ORDER BY seq LIMIT 1").fetchone(),
        db.execute("SELECT last_seen FROM segments ORDER BY last_seq LIMIT 1").fetchone(),
    )
    return min((int(first[0]) for first in firsts if first is not None), default=0)


def last_met(db: sqlite3.Connection, guild: int | None, document: str, since: int, most: int) -> list[str]:
    """The ids of the newest signals that met a document, newest first."""
    found: list[str] = []
    for _, id_, hits, _ in _newest(db, guild, since):
        if any(hit.document == document for hit in codec.decode_hits(hits)):
            found.append(id_)
            if len(found) == most:
                break
    return found


def last_told(db: sqlite3.Connection, guild: int | None, document: str, since: int, most: int) -> list[str]:
    """The ids of the newest signals that a document emitted, newest first."""
    found: list[str] = []
    for _, _, _, effects in _newest(db, guild, since):
        if effects is not None:
            planned = codec.decode_effects(effects)
            found += [
                each.id for each in planned if each.document == document and isinstance(each.effect, Emit)
            ]
        if len(found) >= most:
            break
    return found[:most]


def _tellers(effects: bytes) -> Iterator[str]:
    return (each.document for each in codec.decode_effects(effects) if isinstance(each.effect, Emit))


def _newest(db: sqlite3.Connection, guild: int | None, since: int) -> Iterator[tuple[int, str, Any, Any]]:
    rows = db.execute(
        "SELECT seen, id, hits, effects FROM signals"
        " WHERE guild IS ? AND hits IS NOT NULL ORDER BY seq DESC LIMIT ?",
        (guild, MOST_ROWS),
    )
    for row in rows:
        if row[0] < since:
            return
        yield row
