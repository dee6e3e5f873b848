"""Reading the store: rows as they were written, with the text that is still there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import msgspec

from engine.signal import Signal
from engine.store import codec, packing
from engine.store.rows import OutboxRow, OutboxState, Row, Saved, StateRow, TimerRow

_outbox: Final = msgspec.msgpack.Decoder(OutboxRow)
_timer: Final = msgspec.msgpack.Decoder(TimerRow)


SELECT_ROWS: Final = """
SELECT seq, batch, body, hits, effects, skipped, moment,
  (SELECT body FROM texts WHERE texts.batch = signals.batch AND texts.guild IS signals.guild)
FROM signals
"""


def to_row(values: Sequence[Any]) -> Row:
    """A row of `SELECT_ROWS`."""
    signal = codec.decode_signal(values[2])
    if values[7] is not None:
        codec.give_back([signal], codec.unpack_texts(values[7]))
    skipped = codec.decode_ints(values[5])
    now, base = codec.decode_ints(values[6]) or (signal.seen, signal.seen)
    return Row(signal, codec.decode_hits(values[3]), codec.decode_effects(values[4]), skipped, now, base)


def outbox(db: sqlite3.Connection, condition: str, values: Sequence[Any] = ()) -> list[OutboxRow]:
    """Actions as they stand now: their bodies never change, their columns do. `condition` may order them."""
    found = []
    for body, state, attempts in db.execute(
        f"SELECT body, state, attempts FROM outbox WHERE {condition}", tuple(values)
    ):
        row = _outbox.decode(body)
        row.state, row.attempts = OutboxState(state), attempts
        found.append(row)
    return found


def saved(db: sqlite3.Connection) -> Saved:
    """What a start finds."""
    return Saved(
        last_seq=meta(db, "last_seq", 0),
        last_seen=meta(db, "last_seen", 0),
        floor=meta(db, "floor", 0),
        states=[
            StateRow(document, codec.key_from(key), seq, body)
            for document, key, seq, body in db.execute("SELECT document, key, seq, body FROM states")
        ],
        timers=[_timer.decode(body) for (body,) in db.execute("SELECT body FROM timers")],
        outbox=outbox(db, "state IN ('pending', 'sending') ORDER BY number"),
        marks=[
            ((guild or None, source), id_)
            for guild, source, id_ in db.execute("SELECT guild, source, id FROM marks")
        ],
    )


def meta(db: sqlite3.Connection, name: str, default: Any) -> Any:
    """A figure of the store as a whole."""
    found = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return default if found is None else found[0]


def rulebook_at(db: sqlite3.Connection, seq: int) -> str | None:
    """The hash in force after a row."""
    found = db.execute("SELECT hash FROM reloads WHERE seq <= ? ORDER BY seq DESC LIMIT 1", (seq,)).fetchone()
    return None if found is None else str(found[0])


def recent(db: sqlite3.Connection, since: int, limit: int) -> list[tuple[str, int, int | None]]:
    """The newest input ids, oldest first: from the packed segments and from the single rows.

    `seen` never decreases along the journal, so the first that is too old ends the look.
    """
    heads: list[tuple[int, str, int, int | None]] = []
    last = None
    for batch, seen, body in db.execute("SELECT batch, last_seen, body FROM segments ORDER BY last_seq DESC"):
        if seen < since or (batch != last and len(heads) >= limit):
            break
        last = batch
        heads += [
            (head.seq, head.id, head.seen, head.guild)
            for head in codec.unpack_heads(body)
            if head.seen >= since
        ]
    oldest = min(heads)[0] if len(heads) >= limit else 0
    for seq, id_, seen, guild, body in db.execute(
        "SELECT seq, id, seen, guild, body FROM signals WHERE seq >= ? ORDER BY seq DESC", (oldest,)
    ):
        if seen < since:
            break
        if codec.decode_signal(body).origin == "input":
            heads.append((seq, id_, seen, guild))
    return [(id_, seen, guild) for _, id_, seen, guild in sorted(heads)[-limit:]]


def rows(db: sqlite3.Connection, after: int) -> Iterator[Row]:
    """The rows with hits after one, and the derived ones, in order; with the text that is still there."""
    single = map(to_row, db.execute(f"{SELECT_ROWS} WHERE seq > ? ORDER BY seq", (after,)))
    return merge(single, _packed_with_hits(db, after), key=lambda row: row.signal.seq)


def _packed_with_hits(db: sqlite3.Connection, after: int) -> Iterator[Row]:
    if not packing.has_hits(db):
        return
    segments = db.execute(
        "SELECT batch, guild, body, hits FROM segments WHERE last_seq > ? AND hits IS NOT NULL"
        " ORDER BY last_seq",
        (after,),
    )
    names = packing.names(db)
    for batch, group in groupby(segments, itemgetter(0)):
        found = [row for _, guild, body, hits in group for row in packing.rows_of(body, hits, guild, names)]
        found = [row for row in found if row.hits and row.signal.seq > after]
        texts_to(db, batch, [row.signal for row in found])
        yield from sorted(found, key=lambda row: row.signal.seq)


def history(db: sqlite3.Connection, after: int) -> Iterator[list[Row]]:
    """Commit by commit, every row in its order, with the text that is still there."""
    db.execute("BEGIN")
    hits = packing.hits_of(db)
    packed = db.execute(
        f"SELECT batch, guild, body, {hits} FROM segments WHERE last_seq > ? ORDER BY last_seq", (after,)
    )
    single = db.execute(f"{SELECT_ROWS} WHERE seq > ? ORDER BY seq", (after,))
    segments = groupby(packed, itemgetter(0))
    singles = groupby(single, itemgetter(1))
    yield from _merged(db, segments, singles, after)


def _merged(db: sqlite3.Connection, segments: Any, singles: Any, after: int) -> Iterator[list[Row]]:
    segment, one = next(segments, None), next(singles, None)
    names = packing.names(db)
    while segment is not None or one is not None:
        number = min(each[0] for each in (segment, one) if each is not None)
        rows: list[Row] = []
        if segment is not None and segment[0] == number:
            for _, guild, body, hits in segment[1]:
                packed = packing.rows_of(body, hits, guild, names)
                rows += [row for row in packed if row.signal.seq > after]
            segment = next(segments, None)
            texts_to(db, number, [row.signal for row in rows])
        if one is not None and one[0] == number:
            rows += [to_row(values) for values in one[1]]
            one = next(singles, None)
        yield sorted(rows, key=lambda row: row.signal.seq)


def texts_to(db: sqlite3.Connection, batch: int, signals: Iterable[Signal]) -> None:
    """Put the text that is still there on packed signals of one commit."""
    by_seq = {signal.seq: signal for signal in signals}
    for (body,) in db.execute("SELECT body FROM texts WHERE batch = ?", (batch,)):
        for seq, text in codec.unpack_texts(body):
            if seq in by_seq:
                by_seq[seq].text = text
