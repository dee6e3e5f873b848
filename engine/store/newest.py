"""The journal from its newest row backwards, for who looks on: by type and by id, no further back than asked.

Never reads the whole journal: rows stand in order of `seq`, along which `seen` never decreases.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, Final

from engine.instants import DAY_MS, HOUR_MS, instants_in
from engine.signal import Signal
from engine.store import codec, packing
from engine.store.packing import Met
from engine.store.queries import SELECT_ROWS, texts_to, to_row
from engine.store.rows import Row

_MOST_CANDIDATES: Final = 1_000
"""A beginning that more ids than this share is looked for backwards in time, not among the ids."""
_LAST: Final = chr(0x10FFFF)

_A_COMMIT_MS: Final = 60_000
"""No segment holds signals that lie further apart: what cannot be committed for so long is given up."""
_END: Final = 2**62
_Packed = tuple[int, Row]
_Span = tuple[int, int]
Scope = tuple[int | None] | None
"""A tuple of one guild, or None for all guilds."""


def in_guild(scope: Scope) -> tuple[str, tuple[int | None, ...]]:
    """A scope as a condition of SQL, and its values."""
    return ("1", ()) if scope is None else ("guild IS ?", scope)


class Newest:
    """One look at a store. `since` in milliseconds."""

    def __init__(self, db: sqlite3.Connection, scope: Scope, since: int) -> None:
        self._db = db
        self._since = since
        self._where, self._guild = in_guild(scope)

    def of_type(self, type_: str | None) -> Iterator[Row]:
        """Signals whose type is `type_` or below it (None: any), newest first."""
        if type_ is None:
            return self._merged(self._single("1"), self._packed(lambda _: True))
        if not _is_unicode(type_):
            return iter(())
        below = f"{type_}."
        single = self._single("(type = ? OR substr(type, 1, ?) = ?)", type_, len(below), below)
        packed = self._packed(lambda each: each.type == type_ or each.type.startswith(below), [type_])
        return self._merged(single, packed)

    def beginning_with(self, prefix: str) -> Iterator[Row]:
        """Signals whose id begins so, newest first: those in rows of their own, and packed ones `since`.

        Of older ones those of the day after an instant that the id names; clocks may differ.
        """
        if not _is_unicode(prefix):
            return iter(())
        spans = [(self._since, _END)]
        for instant in reversed(instants_in(prefix)):
            last = spans[-1][0]
            if instant - HOUR_MS < last:
                spans.append((instant - HOUR_MS, min(instant + DAY_MS, last)))
        packed = (self._packed(lambda each: each.id.startswith(prefix), [prefix], span) for span in spans)
        return self._merged(self._beginning(prefix), chain.from_iterable(packed))

    def with_ids(self, ids: Iterable[str]) -> Iterator[Row]:
        """Signals with these ids: those in rows of their own, and packed ones `since`."""
        missing = set(filter(_is_unicode, ids))
        marks = ", ".join("?" * len(missing))
        single = self._db.execute(  # the plus keeps SQLite to the index of ids
            f"{SELECT_ROWS} WHERE id IN ({marks}) AND +{self._where}", (*missing, *self._guild)
        )
        for row in map(to_row, single):
            missing.discard(row.signal.id)
            yield row
        if missing:
            for batch, row in self._packed(lambda each: each.id in missing, list(missing)):
                yield self._with_text(batch, row)
                missing.discard(row.signal.id)
                if not missing:
                    return

    def _merged(self, single: Iterator[Row], packed: Iterator[_Packed]) -> Iterator[Row]:
        rows = ((None, row) for row in single)
        for batch, row in merge(rows, packed, key=lambda each: -each[1].signal.seq):
            yield row if batch is None else self._with_text(batch, row)

    def _with_text(self, batch: int, row: Row) -> Row:
        texts_to(self._db, batch, [row.signal])
        return row

    def _single(self, condition: str, *values: Any) -> Iterator[Row]:
        after = self._before(self._since, "seq", "seen", "signals")
        return map(to_row, self._select(f"{condition} AND seq > ?", *values, after))

    def _beginning(self, prefix: str) -> Iterator[Row]:
        between = (prefix, prefix + _LAST)
        found = self._db.execute(
            f"SELECT seq FROM signals WHERE id >= ? AND id < ? LIMIT {_MOST_CANDIDATES + 1}", between
        ).fetchall()
        if len(found) > _MOST_CANDIDATES:
            yield from self._single("+id >= ? AND +id < ?", *between)
            return
        for (seq,) in sorted(found, reverse=True):
            yield from map(to_row, self._select("seq = ?", seq))

    def _select(self, condition: str, *values: Any) -> Iterator[Any]:
        return self._db.execute(
            f"{SELECT_ROWS} WHERE {condition} AND {self._where} ORDER BY seq DESC", (*values, *self._guild)
        )

    def _packed(
        self, wanted: Callable[[Signal], bool], holding: Iterable[str] = (), span: _Span | None = None
    ) -> Iterator[_Packed]:
        """Those `wanted`, of segments whose bytes have one of the texts in them, where any are given."""
        parts = [each.encode() for each in holding]
        since, until = (self._since, _END) if span is None else span
        after = self._before(since, "last_seq", "last_seen", "segments")
        last = self._before(until + _A_COMMIT_MS, "last_seq", "last_seen", "segments")
        segments = self._db.execute(
            f"SELECT batch, guild, body, {packing.hits_of(self._db)} FROM segments"
            f" WHERE last_seq > ? AND last_seq <= ? AND {self._where} ORDER BY last_seq DESC",
            (after, last, *self._guild),
        )
        names = packing.names(self._db)
        for batch, group in groupby(segments, itemgetter(0)):
            found = []
            for _, guild, body, hits in group:
                raw = codec.inflated(body)
                if not parts or any(part in raw for part in parts):
                    rows = Met(hits, guild, names).rows(codec.signals_of(raw))
                    found += [
                        each for each in rows if since <= each.signal.seen < until and wanted(each.signal)
                    ]
            for row in sorted(found, key=lambda each: -each.signal.seq):
                yield batch, row

    def _before(self, since: int, seq: str, seen: str, table: str) -> int:
        """The place of the newest row before an instant, 0 for none; by halves, as `seen` never decreases."""
        (last,) = self._db.execute(f"SELECT coalesce(max({seq}), 0) FROM {table}").fetchone()
        low, high = 0, last if since > 0 else 0
        while low < high:
            middle = (low + high) // 2
            (next_seen,) = self._db.execute(
                f"SELECT {seen} FROM {table} WHERE {seq} > ? ORDER BY {seq} LIMIT 1", (middle,)
            ).fetchone()
            low, high = (low, middle) if next_seen >= since else (middle + 1, high)
        return low


def _is_unicode(text: str) -> bool:
    """Whether a journal can hold it: what somebody asks for may have half of a sign in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
