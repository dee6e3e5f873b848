"""Bookmarks: what is owed and how far it was read outlive a start, and the door forgets nothing meanwhile."""

from __future__ import annotations

from engine.documents.rulebook import Rulebook
from engine.runtime.bookmarks import Bookmarks
from engine.runtime.core import Core
from engine.runtime.engine import Engine
from engine.runtime.known import KEEP_MS
from engine.runtime.recovery import recover
from engine.store.memory import MemoryStore
from tests.support.loop import GUILD, T0, Clock, core_of, engine_on, programs, signal, take

OTHER = GUILD + 1


def restored(bookmarks: Bookmarks) -> Bookmarks:
    again = Bookmarks()
    again.restore(bookmarks.moved())
    return again


def test_what_is_owed_is_owed_from_the_earliest_moment() -> None:
    bookmarks = Bookmarks()
    bookmarks.owe(GUILD, 20)
    bookmarks.owe(GUILD, 30)
    assert bookmarks.owed == {GUILD: 20}
    bookmarks.owe(GUILD, 10)
    assert bookmarks.owed == {GUILD: 10}


def test_places_never_move_back() -> None:
    bookmarks = Bookmarks()
    bookmarks.read(GUILD, 9)
    bookmarks.read(GUILD, 5)
    bookmarks.channel_read(GUILD, 7, 3)
    bookmarks.channel_read(GUILD, 7, 2)
    assert (bookmarks.read_to(GUILD), bookmarks.channel_read_to(GUILD, 7)) == (9, 3)
    assert (bookmarks.read_to(OTHER), bookmarks.channel_read_to(GUILD, 8)) == (0, 0)


def test_all_of_it_comes_back_from_the_store() -> None:
    bookmarks = Bookmarks()
    bookmarks.owe(None, 4)
    bookmarks.owe(GUILD, 5)
    bookmarks.read(GUILD, 6)
    bookmarks.channel_read(GUILD, 7, 8)
    again = restored(bookmarks)
    assert again.owed == {None: 4, GUILD: 5}
    assert (again.read_to(GUILD), again.channel_read_to(GUILD, 7)) == (6, 8)
    assert again.moved() == []


def test_what_was_settled_stays_settled() -> None:
    bookmarks = Bookmarks()
    bookmarks.owe(GUILD, 5)
    bookmarks.moved()
    bookmarks.settle(GUILD)
    bookmarks.settle(OTHER)
    assert restored(bookmarks).owed == {}
    assert bookmarks.moved() == []


def test_while_something_is_owed_no_id_is_forgotten() -> None:
    """Else the door's mark would run ahead of what the back-fill has yet to bring."""
    core = core_of()
    core.bookmarks.owe(GUILD, T0)
    take(core, signal("audit:9"), signal("audit:20", at=KEEP_MS + 1), signal("audit:21", at=2 * KEEP_MS + 2))
    assert core.take(signal("audit:5"), T0 + 2 * KEEP_MS + 3) is not None
    assert core.take(signal("audit:9"), T0 + 2 * KEEP_MS + 4) is None


def test_when_all_is_settled_ids_are_forgotten_again() -> None:
    core = core_of()
    take(core, signal("audit:9"), signal("other", at=2 * KEEP_MS))
    assert core.take(signal("audit:5"), T0 + 2 * KEEP_MS + 1) is None


def test_a_mark_of_a_bookmark_makes_no_signal_known() -> None:
    core = core_of()
    core.known.restore([], [])
    core.bookmarks.restore([((GUILD, "/audit"), 50)])
    assert core.take(signal("/audit:5"), T0) is not None


async def started(store: MemoryStore, clock: Clock) -> Engine:
    engine = engine_on(store, clock=clock)
    await engine.start(Rulebook(()))
    return engine


async def test_a_first_start_owes_nothing() -> None:
    engine = await started(MemoryStore(), Clock())
    assert not engine.coverage.session_begins([GUILD])
    assert engine.bookmarks.owed == {}
    await engine.stop()


async def test_a_start_owes_what_happened_since_the_last_signal() -> None:
    store, clock = MemoryStore(), Clock()
    engine = await started(store, clock)
    engine.ingest(signal("a"))
    last = engine.core.last_seen
    await engine.stop()
    clock.now += 60_000
    engine = await started(store, clock)
    assert engine.coverage.session_begins([GUILD, OTHER])
    assert engine.bookmarks.owed == {GUILD: last, OTHER: last}
    await engine.journal.durable()
    await engine.abandon()
    again = Core(programs(store).empty(), programs(store).provide)
    recover(store, again, programs(store).provide)
    assert again.bookmarks.owed == {GUILD: last, OTHER: last}


async def test_a_session_settles_what_guilds_are_owed_that_the_bot_left() -> None:
    engine = await started(MemoryStore(), Clock())
    engine.bookmarks.owe(OTHER, 5)
    engine.coverage.lost()
    engine.coverage.session_begins([GUILD])
    assert engine.bookmarks.owed.keys() == {GUILD}
    await engine.stop()


async def test_a_start_knows_every_id_since_what_is_owed() -> None:
    """Also long after the gap's ten minutes, when windows go on without what is missing."""
    store, clock = MemoryStore(), Clock()
    engine = await started(store, clock)
    engine.ingest(signal("join:a"))
    engine.bookmarks.owe(GUILD, clock.now)
    for _ in range(3):
        clock.now += 2 * KEEP_MS
        engine.ingest(signal(f"b{clock.now}"))
    await engine.stop()
    engine = await started(store, clock)
    assert not engine.ingest(signal("join:a"))
    await engine.stop()
