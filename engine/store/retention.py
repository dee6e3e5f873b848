"""How long the journal keeps what: text for days, events for weeks, what was decided for longer.

What is older than the oldest checkpoint can go by type, since a replay begins at that one: the *horizon*.
Works beside whoever owns the store, in small transactions, each of which leaves it whole.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from engine.effects import Act, Emit
from engine.store import codec
from engine.store.beside import A_STEP, Pause, in_one, in_steps, writing
from engine.store.connection import Explaining, connect
from engine.store.packing import names, pack_hits, rows_of
from engine.store.queries import meta
from engine.store.rows import Checkpoint
from engine.systems.settings.retention import Retention

_HORIZON: Final = "horizon"
_checkpoint: Final = msgspec.msgpack.Decoder(Checkpoint)


class Thinned(msgspec.Struct):
    """What went: rows of `texts`, `signals`, `actions`."""

    texts: int = 0
    signals: int = 0
    actions: int = 0


def save_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Keep a checkpoint in the store that it was made of. Raises `StoreError`."""
    saved = checkpoint.saved
    body = zlib.compress(codec.encode(checkpoint))
    with writing(path) as db:
        in_one(
            db,
            "INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)",
            [(saved.last_seq, saved.last_seen, body)],
        )


def newest_checkpoint(path: Path) -> int:
    """When the newest one was made, in milliseconds; 0 for never. Raises `StoreError`."""
    with Explaining(path), closing(connect(path, read_only=True)) as db:
        return int(db.execute("SELECT coalesce(max(seen), 0) FROM checkpoints").fetchone()[0])


def horizon(db: sqlite3.Connection) -> Checkpoint | None:
    """Where a replay begins; None: at the beginning, of which nothing was thinned out."""
    seq = meta(db, _HORIZON, 0)
    found = db.execute("SELECT body FROM checkpoints WHERE seq = ?", (seq,)).fetchone()
    return None if found is None else _checkpoint.decode(zlib.decompress(found[0]))


def thin(path: Path, retention: Retention, now: int, pause: Pause = lambda: None) -> Thinned:
    """Let go of what is older than it is to be kept, at `now` in milliseconds. Raises `StoreError`.

    Signals stay a while longer where no checkpoint behind them is old enough yet.
    """
    done = Thinned()
    with writing(path) as db:
        for _ in _texts(db, retention, now, done):
            pause()
        seq = _move_horizon(db, now - retention.shortest)
        for steps in (
            _actions(db, seq, now - retention.decisions, done),
            _segments(db, seq, retention, now, done),
            _signals(db, seq, retention, now, done),
        ):
            for _ in steps:
                pause()
    return done


def _texts(db: sqlite3.Connection, retention: Retention, now: int, done: Thinned) -> Iterator[None]:
    """Row by row of a commit and server, in the order of time."""
    oldest = now - min(retention.text, *retention.texts.values(), retention.text)
    rows = db.execute(
        "SELECT last_seq, guild, last_seen FROM texts WHERE last_seen < ?", (oldest,)
    ).fetchall()
    old = [
        (last_seq,)
        for last_seq, guild, seen in rows
        if seen < now - min(retention.texts.get(guild, retention.text), retention.text)
    ]
    done.texts += len(old)
    yield from in_steps(db, "DELETE FROM texts WHERE last_seq = ?", old)


def _move_horizon(db: sqlite3.Connection, before: int) -> int:
    """Have the newest checkpoint of before an instant as the horizon, if a start needs no row behind it."""
    found = db.execute(
        "SELECT max(seq) FROM checkpoints WHERE seen < ? AND seq <= ?", (before, meta(db, "floor", 0))
    ).fetchone()
    seq = max(found[0] or 0, meta(db, _HORIZON, 0))
    if seq:
        in_one(db, "INSERT OR REPLACE INTO meta VALUES (?, ?)", [(_HORIZON, seq)])
        in_one(db, "DELETE FROM checkpoints WHERE seq < ?", [(seq,)])
    return int(seq)


def _segments(
    db: sqlite3.Connection, until: int, retention: Retention, now: int, done: Thinned
) -> Iterator[None]:
    last = 0
    found = (
        "SELECT last_seq, guild, body, hits FROM segments"
        " WHERE last_seq > ? AND last_seq <= ? ORDER BY last_seq LIMIT ?"
    )
    while rows := db.execute(found, (last + 1, until, A_STEP)).fetchall():
        last = rows[-1][0]
        emptied, changed = [], []
        documents = names(db)
        numbers = {document: number for number, document in documents.items()}
        for last_seq, guild, body, hits in rows:
            packed = rows_of(body, hits, guild, documents)
            left = [
                each for each in packed
                if each.signal.seen >= now - retention.of(each.signal.type, decided=False)
            ]  # fmt: skip
            done.signals += len(packed) - len(left)
            if not left:
                emptied.append((last_seq,))
            elif len(left) < len(packed):
                bodies = (
                    codec.pack_segment([each.signal for each in left]),
                    pack_hits(left, numbers.__getitem__),
                )
                changed.append((*bodies, last_seq))
        in_one(db, "DELETE FROM segments WHERE last_seq = ?", emptied)
        in_one(db, "UPDATE segments SET body = ?, hits = ? WHERE last_seq = ?", changed)
        yield


def _signals(
    db: sqlite3.Connection, until: int, retention: Retention, now: int, done: Thinned
) -> Iterator[None]:
    last = 0
    found = (
        "SELECT seq, seen, type, body, effects FROM signals WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT ?"
    )
    while rows := db.execute(found, (last + 1, until, A_STEP)).fetchall():
        last = rows[-1][0]
        old = [
            (seq,)
            for seq, seen, type_, body, effects in rows
            if seen < now - retention.of(type_, decided=_is_decided(body, effects))
        ]
        done.signals += len(old)
        in_one(db, "DELETE FROM signals WHERE seq = ?", old)
        yield


def _is_decided(body: bytes, effects: bytes | None) -> bool:
    if any(isinstance(each.effect, Emit | Act) for each in codec.decode_effects(effects)):
        return True
    return codec.decode_signal(body).origin != "input"


def _actions(db: sqlite3.Connection, until: int, before: int, done: Thinned) -> Iterator[None]:
    """Actions that ended, and records, of signals that are older than decisions are kept."""
    (seq,) = db.execute(
        "SELECT coalesce(max(last_seq), 0) FROM (SELECT max(seq) AS last_seq FROM signals WHERE seen < ?"
        " UNION ALL SELECT max(last_seq) FROM segments WHERE last_seen < ?)",
        (before, before),
    ).fetchone()
    seq = min(seq, until)
    ended = "SELECT number FROM outbox WHERE seq <= ? AND state NOT IN ('pending', 'sending')"
    old = db.execute(ended, (seq,)).fetchall()
    done.actions += len(old)
    yield from in_steps(db, "DELETE FROM outbox WHERE number = ?", old)
    yield from in_steps(
        db,
        "DELETE FROM records WHERE id = ?",
        db.execute("SELECT id FROM records WHERE seq <= ?", (seq,)).fetchall(),
    )
