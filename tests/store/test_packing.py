"""Signals that met documents and caused nothing: packed, and everywhere as if each had a row of its own."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import StoreDamaged, StoreError
from engine.instants import DAY_MS, made_ms
from engine.store import matches
from engine.store.erasing import erase_guild, erase_person
from engine.store.packing import pack_hits
from engine.store.reader import SqliteReader
from engine.store.retention import save_checkpoint, thin
from engine.store.rows import Batch, Checkpoint, Row
from engine.store.sqlite import SqliteStore
from engine.systems.kind import Hit
from engine.systems.settings.retention import Retention
from tests.store.batches import T0, Writer

ANA, BO = 1_200_000_000_000_000_017, 1_200_000_000_000_000_018
LIGHT = "message:1525812345678901234"
OLD_FORM = "CREATE TABLE old AS SELECT last_seq, batch, partition, guild, last_seen, body FROM segments"


def commit(path: Path, *batches: Batch) -> None:
    with closing(SqliteStore(path)) as store:
        for each in batches:
            store.commit(each)


def flat(path: Path) -> list[Row]:
    return [row for rows in SqliteReader(path).history() for row in rows]


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_they_stand_in_one_segment_with_what_met_nothing(path: Path) -> None:
    writer = Writer()
    kinds = ["light", "plain", "light", "hit", "light"]
    rows = [writer.row(kind, text={"content": kind}) for kind in kinds]
    commit(path, writer.batch(*rows))

    assert (count(path, "segments"), count(path, "signals"), count(path, "names")) == (1, 1, 1)
    assert [list(each.hits) for each in flat(path)] == [each.hits or [] for each in rows]
    with closing(SqliteStore(path)) as store:
        found = list(store.rows(0))
    assert [each.signal.seq for each in found] == [1, 3, 4, 5]
    assert [each.signal.text for each in found] == [{"content": kinds[seq - 1]} for seq in (1, 3, 4, 5)]


def test_what_caused_anything_never_is_packed() -> None:
    row = Writer().row("hit")
    row.is_light = True
    assert not row.is_packed
    row.effects = ()
    assert not row.is_packed  # a place of it was skipped
    row.skipped = ()
    assert row.is_packed


def test_a_reload_never_is() -> None:
    row = Writer().reload("h")
    row.hits, row.is_light = [Hit("d", (None,))], True
    assert not row.is_packed


def test_most_take_a_byte_or_two_each() -> None:
    """The size is what it is for: a row of its own takes a hundred bytes more."""
    writer = Writer()
    rows = [writer.row() for _ in range(64)]
    for row in rows:
        row.hits, row.base, row.is_light = [Hit("baselines/baseline/x", (1,))], row.signal.seen, True
    packed = pack_hits(rows, lambda _: 7)
    assert packed is not None
    assert len(packed) <= 10
    rows[9].hits = [Hit("baselines/baseline/x", (1,)), Hit("other", (1,))]
    packed = pack_hits(rows, lambda _: 7)
    assert packed is not None
    assert len(packed) <= 2 * len(rows)


def test_a_document_is_named_after_a_commit_that_failed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = Writer()
    with closing(SqliteStore(path)) as store:
        first, second = writer.batch(writer.row("light")), writer.batch(writer.row("light"))
        with monkeypatch.context() as broken:
            broken.setattr(store, "_refuse_lost", lambda: (_ for _ in ()).throw(StoreError("full")))
            with pytest.raises(StoreError):
                store.commit(first)
        store.commit(first)
        store.commit(second)
    assert [[hit.document for hit in row.hits] for row in flat(path)] == [
        ["counts"],
        ["counts", "keyed", "keyed"],
    ]


def test_a_name_that_is_gone_is_damage(path: Path) -> None:
    writer = Writer()
    commit(path, writer.batch(writer.row("light")))
    with closing(sqlite3.connect(path)) as db:
        db.execute("DELETE FROM names")
        db.commit()
    with pytest.raises(StoreError, match="segment names"):
        flat(path)


def test_bytes_that_are_no_hits_are_damage(path: Path) -> None:
    writer = Writer()
    commit(path, writer.batch(writer.row("light")))
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE segments SET hits = x'c1'")
        db.commit()
    with pytest.raises(StoreDamaged, match="restore a backup"):
        SqliteReader(path).matches(1, 0)


# -- how often documents were met


def spread(path: Path, kinds: str, guilds: tuple[int, ...] = (1,)) -> list[Row]:
    """Commits of seven signals each, a second apart."""
    writer = Writer()
    rows = []
    with closing(SqliteStore(path)) as store:
        for n in range(0, len(kinds), 7):
            some = []
            for at, kind in enumerate(kinds[n : n + 7]):
                writer.now += 999
                name = {"l": "light", "p": "plain", "h": "hit", "d": "derived"}[kind]
                some.append(writer.row(name, guilds[(n + at) % len(guilds)]))
            store.commit(writer.batch(*some))
            rows += some
    return rows


@pytest.mark.parametrize("first", range(0, 49, 5))
def test_matches_since_any_instant_are_those_of_the_rows(path: Path, first: int) -> None:
    rows = spread(path, "lphlldl" * 7, (1, 2))
    since = rows[first].signal.seen
    for guild in (1, 2):
        own = [each for each in rows if each.signal.guild == guild and each.signal.seen >= since]
        names = [{hit.document for hit in each.hits} for each in own]
        met = SqliteReader(path).matches(guild, since)
        assert met.met == Counter(name for each in names for name in each)
        assert met.since == since


def test_of_too_many_the_newest_are_counted_and_it_says_since_when(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = spread(path, "lllllll" * 7)
    monkeypatch.setattr(matches, "MOST_ROWS", 3)
    met = SqliteReader(path).matches(1, 0)
    assert met.met["counts"] == 21
    assert met.since == rows[-21].signal.seen


def test_the_last_that_met_a_document_packed_or_not(path: Path) -> None:
    """Of a commit in which a row of its own lies between packed ones."""
    writer = Writer()
    rows = [writer.row(kind) for kind in ("light", "light", "hit", "plain", "light", "light")]
    rows[2].hits = [Hit("keyed", (1,))]
    commit(path, writer.batch(*rows))
    reader = SqliteReader(path)
    assert reader.last_of(1, "keyed", 0, told=False, most=5) == ["light:6", "hit:3", "light:2"]
    assert reader.last_of(1, "keyed", 0, told=False, most=2) == ["light:6", "hit:3"]
    assert reader.last_of(1, "counts", 0, told=False, most=3) == ["light:6", "light:5", "light:2"]
    assert reader.last_of(1, "counts", rows[4].signal.seen, told=False, most=5) == ["light:6", "light:5"]


# -- by their ids


def test_one_is_found_by_its_id_however_old_it_is(path: Path) -> None:
    """Where the id says when it was, by a clock like ours: as those of messages and of nearly all else do."""
    writer = Writer()
    writer.now = made_ms(int(LIGHT.partition(":")[2])) + 70
    stamped = f"voice:1:2:{writer.now + 100}.3"
    commit(path, writer.batch(writer.row("light", id=LIGHT), writer.row()))
    commit(path, writer.batch(writer.row("light", id=stamped)))
    writer.now += 50 * DAY_MS
    commit(path, writer.batch(writer.row("light")))
    reader = SqliteReader(path)
    for id_ in (LIGHT, stamped):
        (found,) = reader.find(id_, 1)
        assert (found.signal.id, found.hits[0].document) == (id_, "counts")
        assert reader.find(id_, 2) == []
    assert reader.find(LIGHT[:-1], 1) == []


# -- erasing and letting go


def test_of_a_person_the_text_goes_and_what_documents_met_stays(path: Path) -> None:
    writer = Writer()
    rows = [
        writer.row(kind, actor=who, text={"content": f"{kind} of {who}"})
        for kind in ("plain", "light", "hit")
        for who in (ANA, BO)
    ]
    commit(path, writer.batch(*rows))
    done = erase_person(path, ANA)

    assert (done.signals, done.texts, done.kept) == (1, 3, 2)
    left = flat(path)
    assert [each.signal.actor for each in left] == [None, BO, ANA, BO, ANA, BO]
    assert [bool(each.signal.text) for each in left] == [False, True] * 3
    assert [[hit.document for hit in each.hits] for each in left] == [
        [hit.document for hit in each.hits] for each in rows
    ]
    assert erase_person(path, ANA).signals == 0


def test_of_a_guild_nothing_is_left_of_what_it_met(path: Path) -> None:
    writer = Writer()
    commit(path, writer.batch(*(writer.row("light", guild) for guild in (1, 2, 1, 2))))
    assert erase_guild(path, 1).signals == 2
    left = flat(path)
    assert [len(each.hits) for each in left] == [0, 3, 0, 3]
    assert SqliteReader(path).matches(1, 0).met == Counter()
    assert SqliteReader(path).matches(2, 0).met == Counter({"counts": 2, "keyed": 2})
    assert [each.signal.id for each in left] == ["erased:1", "light:2", "erased:3", "light:4"]


def test_what_is_left_of_a_thinned_segment_met_what_it_met(path: Path) -> None:
    writer = Writer()
    rows = [writer.row("light", type=f"test.{n % 3}") for n in range(6)]
    commit(path, writer.batch(*rows))
    with closing(SqliteStore(path)) as store:
        save_checkpoint(path, Checkpoint(None, store.load()))
    writer.now += 1_000
    commit(path, writer.batch(writer.row("plain")))
    keep_long = [("test.1", DAY_MS), ("test.2", DAY_MS)]
    done = thin(path, Retention(100, 100, 100, 0, keep_long, {}), writer.now)

    assert done.signals == 2
    assert [(each.signal.seq, each.base, list(each.hits)) for each in flat(path)[:4]] == [
        (each.signal.seq, each.base, each.hits) for each in rows if each.signal.type != "test.0"
    ]
    last = rows[-1].signal
    assert SqliteReader(path).matches(1, last.seen).met == Counter({"counts": 1, "keyed": 1})
    assert SqliteReader(path).matches(1, T0).met["counts"] == 4


def test_a_segment_whose_newest_are_gone_is_none_since_then(path: Path) -> None:
    writer = Writer()
    rows = [writer.row("light", type=f"test.{n}") for n in range(3)]
    commit(path, writer.batch(*rows))
    with closing(SqliteStore(path)) as store:
        save_checkpoint(path, Checkpoint(None, store.load()))
    writer.now += 1_000
    thin(path, Retention(100, 100, 100, 0, [("test.0", DAY_MS), ("test.1", DAY_MS)], {}), writer.now)
    assert SqliteReader(path).matches(1, rows[2].signal.seen).met == Counter()
    assert SqliteReader(path).matches(1, rows[1].signal.seen).met["counts"] == 1


# -- a store of before


def test_a_store_of_before_is_read_as_it_is_and_goes_on(path: Path) -> None:
    writer = Writer()
    commit(path, writer.batch(writer.row("plain"), writer.row("hit")))
    with closing(sqlite3.connect(path)) as db:
        script = f"{OLD_FORM}; DROP TABLE segments; DROP TABLE names; PRAGMA user_version = 5;"
        made = db.execute("SELECT sql FROM sqlite_master WHERE name = 'segments'").fetchone()[0]
        db.executescript(
            f"{script} {made.replace(', hits BLOB', '')}; INSERT INTO segments SELECT * FROM old;"
        )
    reader = SqliteReader(path)
    for _ in range(2):
        assert [row.signal.id for row in flat(path)] == ["plain:1", "hit:2"]
        assert reader.matches(1, 0).met == Counter({"d": 1, "e": 1})
        assert reader.last_of(1, "d", 0, told=False, most=2) == ["hit:2"]
        assert [row.signal.id for row in reader.signals(1)] == ["hit:2", "plain:1"]
        with closing(SqliteStore(path)) as store:
            assert [row.signal.id for row in store.rows(0)] == ["hit:2"]
    commit(path, writer.batch(writer.row("light")))
    assert reader.matches(1, 0).met == Counter({"d": 1, "e": 1, "counts": 1})
    with closing(sqlite3.connect(f"{path}.version-5")) as db:
        assert db.execute("SELECT count(*) FROM segments").fetchone() == (1,)
