"""How often documents were met lately, and when last: read from the hits and effects in the journal.

A document is *met* by a hit, and *tells* by a signal that it emits. Never reads further back than asked.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterator
from heapq import merge
from itertools import islice, starmap, takewhile
from typing import Final, NamedTuple

import msgspec

from engine.effects import Emit
from engine.store import codec
from engine.store.packing import Met, has_hits, names

MOST_ROWS: Final = 50_000
"""Rows and segments that are looked at, at most: newest first."""


class Matches(msgspec.Struct):
    """Counts by identity. `since` (milliseconds) is how far back they reach: later than asked in a flood."""

    met: Counter[str]
    told: Counter[str]
    since: int


def matches(db: sqlite3.Connection, guild: int | None, since: int) -> Matches:
    """How often each document was met, and told, in a guild since an instant (milliseconds)."""
    met: Counter[str] = Counter()
    told: Counter[str] = Counter()
    looks, last = 0, None
    for last in _newest(db, guild, since):
        looks += 1
        met.update(last.counts())
        told.update(last.tellers())
    return Matches(met, told, since if last is None or looks < MOST_ROWS else last.oldest())


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
    for number, row in enumerate(_single(db, guild, since), 1):
        if number == MOST_ROWS:
            found.since = row.seen
        for each in codec.decode_effects(row.effects):
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
    newest = _segments(db, guild, since)
    packed = (each for segment in newest for each in segment.that_met(document))
    single = ((row.seq, row.id) for row in _single(db, guild, since) if row.has_met(document))
    both = merge(single, packed, key=lambda each: -each[0])
    return [id_ for _, id_ in islice(both, most)]


def last_told(db: sqlite3.Connection, guild: int | None, document: str, since: int, most: int) -> list[str]:
    """The ids of the newest signals that a document emitted, newest first."""
    found: list[str] = []
    for row in _single(db, guild, since):
        planned = codec.decode_effects(row.effects)
        found += [each.id for each in planned if each.document == document and isinstance(each.effect, Emit)]
        if len(found) >= most:
            break
    return found[:most]


class _Single(NamedTuple):
    """A signal that stands in a row of its own."""

    seq: int
    seen: int
    id: str
    hits: bytes
    effects: bytes | None

    def counts(self) -> Counter[str]:
        return Counter({hit.document for hit in codec.decode_hits(self.hits)})

    def oldest(self) -> int:
        return self.seen

    def has_met(self, document: str) -> bool:
        return any(hit.document == document for hit in codec.decode_hits(self.hits))

    def tellers(self) -> Iterator[str]:
        return (each.document for each in codec.decode_effects(self.effects) if isinstance(each.effect, Emit))


class _Segment:
    """Signals that are packed; those from the place `first` on are not too old."""

    def __init__(self, seq: int, body: bytes, met: Met) -> None:
        self.seq = seq
        self._body = body
        self._met = met
        self._first = 0

    def since(self, instant: int) -> bool:
        """Leave out what is older; whether anything is left."""
        seen = [each.seen for each in codec.unpack_heads(self._body)]
        self._first = bisect_left(seen, instant)
        return self._first < len(seen)

    def counts(self) -> Counter[str]:
        return self._met.counts(self._first)

    def oldest(self) -> int:
        return codec.unpack_heads(self._body)[self._first].seen

    def that_met(self, document: str) -> Iterator[tuple[int, str]]:
        """Place in the journal and id of the signals that met a document, newest first."""
        if not self._met.names(document):
            return
        heads = codec.unpack_heads(self._body)
        for place in range(len(heads) - 1, self._first - 1, -1):
            if any(hit.document == document for hit in self._met.of(place)):
                yield heads[place].seq, heads[place].id

    def tellers(self) -> Iterator[str]:
        return iter(())


def _newest(db: sqlite3.Connection, guild: int | None, since: int) -> Iterator[_Single | _Segment]:
    """What has hits, newest first: of a guild in the order of time, one by one and packed."""
    both: list[Iterator[_Single | _Segment]] = [_single(db, guild, since), _segments(db, guild, since)]
    return islice(merge(*both, key=lambda each: -each.seq), MOST_ROWS)


def _single(db: sqlite3.Connection, guild: int | None, since: int) -> Iterator[_Single]:
    rows = db.execute(
        "SELECT seq, seen, id, hits, effects FROM signals"
        " WHERE guild IS ? AND hits IS NOT NULL ORDER BY seq DESC LIMIT ?",
        (guild, MOST_ROWS),
    )
    return takewhile(lambda row: row.seen >= since, starmap(_Single, rows))


def _segments(db: sqlite3.Connection, guild: int | None, since: int) -> Iterator[_Segment]:
    """Only the oldest may reach back too far, as a guild's segments lie one behind the other."""
    if not has_hits(db):
        return
    rows = db.execute(
        "SELECT last_seq, last_seen, body, hits FROM segments"
        " WHERE guild IS ? AND hits IS NOT NULL ORDER BY last_seq DESC LIMIT ?",
        (guild, MOST_ROWS),
    )
    documents = names(db)
    newer: _Segment | None = None
    for last_seq, last_seen, body, hits in rows:
        if last_seen < since:
            break
        if newer is not None:
            yield newer
        newer = _Segment(last_seq, body, Met(hits, guild, documents))
    if newer is not None and newer.since(since):
        yield newer
