"""Forgetting for good: a server, or a person. What stood there becomes an empty place in the journal.

An input is never cut out: its instant woke timers, also those of other servers, and a replay must find
it. In its place stands an *erased* signal of the same `seq`, `time` and `seen`, without anything else; its
text counts as gone, so that a replay takes it with its recorded hits, of which it has none.

Works beside whoever owns the store, in small transactions. What is erased already is passed by, so that
after a kill it can be begun again. Pages that held what is erased are overwritten.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import msgspec

from engine.signal import Signal, SignalType
from engine.store import codec, packing
from engine.store.beside import A_STEP, Pause, in_one, in_steps, writing
from engine.store.codec import partition_of
from engine.store.connection import Explaining, connect
from engine.store.rows import Row
from engine.systems.kind import Hit

NOBODY: Final = 0
"""The guild of what is erased with its guild: no server has this id, and no timer of one wakes for it."""
_KEYS: Final = {
    "texts": ("last_seq",),
    "states": ("document", "key"),
    "timers": ("document", "key", "name"),
    "outbox": ("number",),
    "records": ("id",),
    "marks": ("guild", "source"),
    "inventories": ("guild", "part"),
}
"""Tables whose rows go with their guild, and what names a row of each."""
_COUNTS: Final = "/baseline/"
"""In the identity of a document whose steps read no more of a signal than its time, and what its hit says."""
_NOTHING: Final = (NOBODY, partition_of(NOBODY))


class Erased(msgspec.Struct):
    """What was erased: `signals` altogether, `texts` of signals, and `kept`: those that rules met."""

    signals: int = 0
    texts: int = 0
    kept: int = 0


def erase_guild(path: Path, guild: int, pause: Pause = lambda: None) -> Erased:
    """Erase all that the store knows of a server. `pause` is called between the steps. `StoreError`."""
    done = Erased()
    with writing(path) as db:
        for steps in (_guild_segments(db, guild, done), _guild_signals(db, guild, done)):
            for _ in steps:
                pause()
        for table, names in _KEYS.items():
            for _ in _delete_of_guild(db, table, names, guild):
                pause()
    return done


def erase_person(path: Path, user: int, pause: Pause = lambda: None) -> Erased:
    """Erase what a person wrote, and what they did that met no rule but was counted at most; the rest stays,
    without text.

    `pause` is called between the steps. Raises `StoreError`.
    """
    done = Erased()
    with writing(path) as db:
        for steps in (_person_segments(db, user, done), _person_signals(db, user, done)):
            for _ in steps:
                pause()
    return done


def last_seen_by_guild(path: Path) -> dict[int, int]:
    """When the last signal of each server was taken in, in milliseconds. Raises `StoreError`."""
    with Explaining(path), closing(connect(path, read_only=True)) as db:
        rows = db.execute(
            "SELECT guild, max(seen) FROM (SELECT guild, max(last_seen) AS seen FROM segments GROUP BY guild"
            " UNION ALL SELECT guild, max(seen) FROM signals GROUP BY guild) WHERE guild > 0 GROUP BY guild"
        )
        return {int(guild): int(seen) for guild, seen in rows}


def erased(signal: Signal, guild: int | None) -> Signal:
    """The empty place of an input."""
    return Signal(
        f"erased:{signal.seq}", SignalType.ERASED.value, signal.time, signal.seen, signal.seq, guild, text={}
    )


def concerns(signal: Signal, user: int) -> bool:
    """Whether a signal names a person: as who did it, to whom, or anywhere in its data."""
    return user in (signal.actor, signal.target) or any(_names(value, user) for value in signal.data.values())


def without_person(signal: Signal, user: int) -> Signal:
    """The signal without a person: an empty place if they did it, else without their id and all text."""
    if signal.actor == user:
        return erased(signal, signal.guild)
    data = {name: _left(value, user) for name, value in signal.data.items() if not _is_person(value, user)}
    target = None if signal.target == user else signal.target
    return msgspec.structs.replace(signal, target=target, data=data, text={})


def _is_only_counted(row: Row, user: int) -> bool:
    """Whether nothing came of a signal, and what it met, if anything, read no more than when it was.

    Baselines count: its empty place counts as much. A hit that names the person is a count of theirs.
    """
    return row.is_plain or (
        row.is_light
        and all(_COUNTS in hit.document and not _names_in(hit, user) for hit in row.hits)
        and row.signal.origin == "input"
    )


def _names_in(hit: Hit, user: int) -> bool:
    values = hit.value if isinstance(hit.value, list | tuple) else [hit.value]
    return any(_is_person(value, user) for value in (*hit.key, *values))


def _names(value: Any, user: int) -> bool:
    if isinstance(value, list | tuple):
        return any(_is_person(each, user) for each in value)
    return _is_person(value, user)


def _is_person(value: Any, user: int) -> bool:
    return value == str(user) or (value == user and not isinstance(value, bool))


def _left(value: Any, user: int) -> Any:
    if isinstance(value, list | tuple):
        return [each for each in value if not _is_person(each, user)]
    return value


def _guild_segments(db: sqlite3.Connection, guild: int, done: Erased) -> Iterator[None]:
    found = "SELECT last_seq, body FROM segments WHERE guild = ? LIMIT ?"
    while rows := db.execute(found, (guild, A_STEP)).fetchall():
        changed = []
        for last_seq, body in rows:
            signals = [erased(each, NOBODY) for each in codec.unpack_segment(body)]
            done.signals += len(signals)
            changed.append((*_NOTHING, codec.pack_segment(signals), last_seq))
        in_one(
            db,
            "UPDATE segments SET guild = ?, partition = ?, body = ?, hits = NULL WHERE last_seq = ?",
            changed,
        )
        yield


def _guild_signals(db: sqlite3.Connection, guild: int, done: Erased) -> Iterator[None]:
    """Those that met a document become empty places, what followed from them goes."""
    found = "SELECT seq, body FROM signals WHERE guild = ? LIMIT ?"
    while rows := db.execute(found, (guild, A_STEP)).fetchall():
        signals = [codec.decode_signal(body) for _, body in rows]
        done.signals += len(signals)
        empty = [erased(each, NOBODY) for each in signals if each.origin == "input"]
        statement = (
            "UPDATE signals SET guild = ?, partition = ?, id = ?, type = ?, body = ?,"
            " hits = NULL, effects = NULL, skipped = NULL, moment = NULL WHERE seq = ?"
        )
        in_one(
            db, statement, [(*_NOTHING, each.id, each.type, codec.encode(each), each.seq) for each in empty]
        )
        derived = [(each.seq,) for each in signals if each.origin != "input"]
        in_one(db, "DELETE FROM signals WHERE seq = ?", derived)
        yield


def _delete_of_guild(
    db: sqlite3.Connection, table: str, names: tuple[str, ...], guild: int
) -> Iterator[None]:
    rows = db.execute(f"SELECT {', '.join(names)} FROM {table} WHERE guild = ?", (guild,)).fetchall()
    where = " AND ".join(f"{name} = ?" for name in names)
    yield from in_steps(db, f"DELETE FROM {table} WHERE {where}", rows)


def _person_segments(db: sqlite3.Connection, user: int, done: Erased) -> Iterator[None]:
    found = (
        "SELECT last_seq, batch, guild, body, hits FROM segments WHERE last_seq > ? ORDER BY last_seq LIMIT ?"
    )
    last = 0
    while rows := db.execute(found, (last, A_STEP)).fetchall():
        last = rows[-1][0]
        changed, texts = [], []
        names = packing.names(db)
        for last_seq, batch, guild, body, hits in rows:
            packed = packing.rows_of(body, hits, guild, names)
            named = {each.signal.seq: each for each in packed if concerns(each.signal, user)}
            plain = {seq for seq, each in named.items() if _is_only_counted(each, user)}
            done.signals += len(plain)
            done.kept += len(named) - len(plain)
            if plain:
                left = [
                    without_person(each.signal, user) if each.signal.seq in plain else each.signal
                    for each in packed
                ]
                changed.append((codec.pack_segment(left), last_seq))
            if named:
                texts.append((batch, set(named)))
        in_one(db, "UPDATE segments SET body = ? WHERE last_seq = ?", changed)
        done.texts += _forget_texts(db, texts)
        yield


def _person_signals(db: sqlite3.Connection, user: int, done: Erased) -> Iterator[None]:
    found = "SELECT seq, batch, body FROM signals WHERE seq > ? ORDER BY seq LIMIT ?"
    last = 0
    while rows := db.execute(found, (last, A_STEP)).fetchall():
        last = rows[-1][0]
        named = [(batch, {seq}) for seq, batch, body in rows if concerns(codec.decode_signal(body), user)]
        done.kept += len(named)
        done.texts += _forget_texts(db, named)
        yield


def _forget_texts(db: sqlite3.Connection, named: Iterable[tuple[int, set[int]]]) -> int:
    """Take the text of some signals, by commit and place, out of the rows in which it stands; how many."""
    forgotten, changed, emptied = 0, [], []
    wanted: dict[int, set[int]] = {}
    for batch, seqs in named:
        wanted.setdefault(batch, set()).update(seqs)
    for batch, seqs in wanted.items():
        for last_seq, body in db.execute("SELECT last_seq, body FROM texts WHERE batch = ?", (batch,)):
            texts = codec.unpack_texts(body)
            left = [each for each in texts if each[0] not in seqs]
            forgotten += len(texts) - len(left)
            if not left:
                emptied.append((last_seq,))
            elif len(left) < len(texts):
                changed.append((codec.pack_texts(left), last_seq))
    in_one(db, "UPDATE texts SET body = ? WHERE last_seq = ?", changed)
    in_one(db, "DELETE FROM texts WHERE last_seq = ?", emptied)
    return forgotten
