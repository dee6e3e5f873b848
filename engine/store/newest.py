"""The journal from its newest row backwards, for who looks on: by type and by id, no further back than asked.

Never reads the whole journal: rows stand in order of `seq`, along which `seen` never decreases.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from engine.signal import Signal
from engine.store import codec
from engine.store.queries import SELECT_ROWS, texts_to, to_row
from engine.store.rows import Row

_MOST_CANDIDATES: Final = 1_000
"""A beginning that more ids than this share is looked for backwards in time, not among the ids."""
_LAST: Final = chr(0x10FFFF)

_Packed = tuple[int, Row]
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
        packed = self._packed(lambda each: each.type == type_ or each.type.startswith(below))
        return self._merged(single, packed)

    def beginning_with(self, prefix: str) -> Iterator[Row]:
        """Signals whose id begins so, newest first: those in rows of their own, and packed ones `since`."""
        if not _is_unicode(prefix):
            return iter(())
        packed = self._packed(lambda each: each.id.startswith(prefix), [prefix])
        return self._merged(self._beginning(prefix), packed)

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
        after = self._before("seq", "seen", "signals")
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

    def _packed(self, wanted: Callable[[Signal], bool], holding: Iterable[str] = ()) -> Iterator[_Packed]:
        """Those `wanted`, of segments whose bytes have one of the texts in them, where any are given."""
        parts = [each.encode() for each in holding]
        segments = self._db.execute(
            f"SELECT batch, body FROM segments WHERE last_seq > ? AND {self._where} ORDER BY last_seq DESC",
            (self._before("last_seq", "last_seen", "segments"), *self._guild),
        )
        for batch, group in groupby(segments, itemgetter(0)):
            found = []
            for _, body in group:
                raw = codec.inflated(body)
                if not parts or any(part in raw for part in parts):
                    signals = codec.signals_of(raw)
                    found += [each for each in signals if each.seen >= self._since and wanted(each)]
            for signal in sorted(found, key=lambda each: -each.seq):
                yield batch, Row(signal)

    def _before(self, seq: str, seen: str, table: str) -> int:
        """The place of the newest row that is too old, 0 for none; by halves, as `seen` never decreases."""
        (last,) = self._db.execute(f"SELECT coalesce(max({seq}), 0) FROM {table}").fetchone()
        low, high = 0, last if self._since > 0 else 0
        while low < high:
            middle = (low + high) // 2
            (next_seen,) = self._db.execute(
                f"SELECT {seen} FROM {table} WHERE {seq} > ? ORDER BY {seq} LIMIT 1", (middle,)
            ).fetchone()
            low, high = (low, middle) if next_seen >= self._since else (middle + 1, high)
        return low


def _is_unicode(text: str) -> bool:
    """Whether a journal can hold it: what somebody asks for may have half of a sign in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
