"""Looking at a store beside the running loop: by type, by id, and never through the whole journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import StoreError
from engine.store import newest
from engine.store.reader import LOOK_BACK_MS, MOST_FOUND, SqliteReader
from engine.store.rows import Kept, OutboxMove, OutboxState
from engine.store.sqlite import SqliteStore
from tests.store.batches import Writer, action

PLAIN = "message:1234567890123456789"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path)) as store:
        yield store


def found(reader: SqliteReader, prefix: str, guild: int | None = 1, **where: bool) -> list[str]:
    return [row.signal.id for row in reader.find(prefix, guild, **where)]


def test_a_store_that_is_not_there_is_one_line(path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store here yet"):
        SqliteReader(path)


def test_it_reads_while_the_store_is_open_and_after_it_was_closed(path: Path) -> None:
    writer = Writer()
    with closing(SqliteStore(path)) as store:
        store.commit(writer.batch(writer.row()))
        assert len(SqliteReader(path).signals(1)) == 1
    assert len(SqliteReader(path).signals(1)) == 1


def test_signals_of_a_type_and_below_it(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    types = ["a.b", "a.b.c", "a.bc", "a", "b"]
    rows = [writer.row(kind, type=type_) for type_ in types for kind in ("plain", "hit")]
    store.commit(writer.batch(*rows))
    rows = SqliteReader(path).signals(1, type_="a.b")
    assert [row.signal.type for row in rows] == ["a.b.c", "a.b.c", "a.b", "a.b"]


def test_signals_carry_their_text(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    rows = [writer.row(kind, text={"content": kind}) for kind in ("plain", "hit")]
    store.commit(writer.batch(*rows))
    found = SqliteReader(path).signals(1)
    assert [row.signal.text for row in found] == [{"content": "hit"}, {"content": "plain"}]


def test_an_action_by_its_id_as_it_stands_now(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    planned = action("effect-1", 1)
    store.commit(writer.batch(writer.row("hit"), outbox=[planned]))
    store.commit(writer.batch(moves=[OutboxMove(planned.id, OutboxState.SENDING, 1)]))
    found = SqliteReader(path).action(planned.id)
    assert found is not None
    assert (found.id, found.state, found.attempts) == (planned.id, OutboxState.SENDING, 1)
    assert SqliteReader(path).action("effect-2") is None


# -- by the beginning of an id


def test_a_signal_with_hits_is_found_however_old_it_is(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    store.commit(writer.batch(writer.row("hit", id="abcdef-old", text={"content": "words"})))
    writer.now += 10 * LOOK_BACK_MS
    store.commit(writer.batch(writer.row("plain")))
    (row,) = SqliteReader(path).find("abcdef", 1)
    assert (row.signal.id, row.signal.text, len(row.effects)) == ("abcdef-old", {"content": "words"}, 3)


def test_a_signal_that_met_nothing_is_found_within_a_day(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    store.commit(writer.batch(writer.row("plain", id=PLAIN, text={"content": "words"}), writer.row()))
    writer.now += LOOK_BACK_MS - 10
    store.commit(writer.batch(writer.row()))
    (row,) = SqliteReader(path).find(PLAIN, 1)
    assert (row.signal.id, row.signal.text, row.is_plain) == (PLAIN, {"content": "words"}, True)
    assert found(SqliteReader(path), PLAIN[:12]) == [PLAIN]


def test_after_a_day_it_is_not_looked_for(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    store.commit(writer.batch(writer.row("plain", id=PLAIN)))
    writer.now += LOOK_BACK_MS + 10
    store.commit(writer.batch(writer.row()))
    assert found(SqliteReader(path), PLAIN) == []


def test_both_kinds_come_newest_first_and_ten_at_most(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    for n in range(8):
        store.commit(writer.batch(*(writer.row(kind, id=f"prefix-{n}-{kind}") for kind in ("plain", "hit"))))
    ids = found(SqliteReader(path), "prefix")
    assert len(ids) == MOST_FOUND
    assert ids[:3] == ["prefix-7-hit", "prefix-7-plain", "prefix-6-hit"]


def test_another_guild_finds_nothing_but_everywhere_does(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    store.commit(writer.batch(writer.row("plain", 1, id="prefix-a"), writer.row("hit", 1, id="prefix-b")))
    reader = SqliteReader(path)
    assert found(reader, "prefix", 2) == []
    assert found(reader, "prefix", None) == []
    assert found(reader, "prefix", 2, everywhere=True) == ["prefix-b", "prefix-a"]


def test_of_very_many_with_one_beginning_the_newest_are_found(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(newest, "_MOST_CANDIDATES", 20)
    writer = Writer()
    for n in range(50):
        store.commit(writer.batch(writer.row("hit", n % 2 + 1, id=f"prefix-{99 - n}")))
    assert found(SqliteReader(path), "prefix", 2)[:2] == ["prefix-50", "prefix-52"]


ODD = ["abc", "", "abcdef\ud800", "%%%%%%", "______", "' OR 1=1 --", "zzzzzz\U0010ffff"]


@pytest.mark.parametrize("prefix", ODD)
def test_odd_beginnings_find_nothing(store: SqliteStore, path: Path, prefix: str) -> None:
    writer = Writer()
    store.commit(writer.batch(writer.row("plain", id="abcdef"), writer.row("hit", id="abcdefg")))
    assert found(SqliteReader(path), prefix) == []


def test_ids_beyond_the_basic_plane_are_found(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    rows = [writer.row("hit", id="abcdef\U0001f600"), writer.row("plain", id="abcdef\uffff")]
    store.commit(writer.batch(*rows))
    assert len(found(SqliteReader(path), "abcdef")) == 2


# -- by ids


def test_by_ids_finds_both_kinds_in_order(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    first = writer.row("plain", id="a", text={"content": "x"})
    rows = [first, writer.row("hit", id="b"), writer.row("plain", id="c"), writer.row("plain", 2, id="d")]
    store.commit(writer.batch(*rows))
    signals = SqliteReader(path).by_ids(["c", "b", "a", "d", "none", "\ud800"], 1)
    assert [signal.id for signal in signals] == ["a", "b", "c"]
    assert signals[0].text == {"content": "x"}


def test_no_ids_are_no_signals(store: SqliteStore, path: Path) -> None:
    assert SqliteReader(path).by_ids([], 1) == []


# -- the rest


def test_actions_of_signals_keep_their_order(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    cause = writer.row("hit", id="cause")
    planned = [action(id_, seq=cause.signal.seq) for id_ in ("z", "a")]
    store.commit(writer.batch(cause, outbox=planned))
    assert [row.id for row in SqliteReader(path).outbox_of(["cause", "none"])] == ["z", "a"]
    assert SqliteReader(path).outbox_of([]) == []


def test_totals_count_what_is_there(store: SqliteStore, path: Path) -> None:
    writer = Writer()
    store.commit(
        writer.batch(writer.row(), writer.reload("h"), outbox=[action("a")], rulebooks={"h": Kept([], {})})
    )
    totals = SqliteReader(path).totals()
    assert (totals.signals, totals.rulebook, totals.outbox, totals.timers) == (2, "h", {"pending": 1}, 0)
    assert totals.bytes > 0


# -- plans


BIG = 30_000


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal in which a look at everything is felt: half plain, half not, a commit for each 100."""
    path = tmp_path_factory.mktemp("big") / "tocsin.db"
    writer = Writer()
    with closing(SqliteStore(path)) as store:
        for n in range(BIG // 100):
            writer.now += 600_000
            guild = 1 if n % 100 == 0 else 2
            kinds = ("plain", "derived") * 50
            rows = [writer.row(kind, guild, text={"content": "x"}) for kind in kinds]
            store.commit(writer.batch(*rows))
    return path


def steps(path: Path, look: object) -> int:
    """Thousands of SQLite's virtual machine steps that a look takes."""
    count = 0

    def progress() -> int:
        nonlocal count
        count += 1
        return 0

    reader = SqliteReader(path)
    real = reader._open

    class Counted:
        def __enter__(self) -> sqlite3.Connection:
            self._opened = real()
            db = self._opened.__enter__()
            db.set_progress_handler(progress, 1_000)
            return db

        def __exit__(self, *error: object) -> None:
            self._opened.__exit__(*error)

    reader._open = Counted
    look(reader)
    return count


LOOKS = {
    "the newest": lambda reader: reader.signals(2),
    "the newest of a quiet guild": lambda reader: reader.signals(1),
    "the last hour": lambda reader: reader.signals(2, since=2**62, type_="none"),
    "by the beginning of a rare id": lambda reader: reader.find("derived:777", 2),
    "by an id that is not there": lambda reader: reader.find("nothing", 2),
    "by ids": lambda reader: reader.by_ids(["derived:778", "none"], 2),
    "actions": lambda reader: reader.outbox_of(["a", "b"]),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_a_look_does_not_read_the_whole_journal(big: Path, look: object) -> None:
    assert steps(big, look) <= 10


def test_the_count_of_steps_shows_a_look_at_everything(big: Path) -> None:
    assert steps(big, lambda reader: reader.signals(2, type_="none")) > 100
