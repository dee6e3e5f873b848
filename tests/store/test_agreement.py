"""Over random batches both stores hold the same, and each way of reading one agrees with the others."""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.effects import Emit
from engine.store.memory import MemoryStore
from engine.store.port import Store
from engine.store.reader import SqliteReader
from engine.store.rows import Batch, Row
from engine.store.sqlite import SqliteStore
from tests.store.batches import Writer

kinds = st.sampled_from(["plain", "plain", "light", "light", "hit", "derived", "reload"])
texts = st.sampled_from([None, {"content": "words"}])
rows = st.tuples(kinds, st.sampled_from([None, 1, 2]), texts, st.integers(0, 2_000))
batches = st.lists(st.lists(rows, min_size=1, max_size=12), min_size=1, max_size=8)
thorough = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(drawn: list[list[tuple[str, int | None, dict[str, str] | None, int]]]) -> list[Batch]:
    writer = Writer()
    found = []
    for each in drawn:
        made = []
        for kind, guild, text, wait in each:
            writer.now += wait
            if kind == "reload":
                made.append(writer.reload(f"h{writer.seq}"))
            else:
                made.append(writer.row(kind, guild, text=text))
        found.append(writer.batch(*made))
    return found


def values(found: list[Row]) -> list[object]:
    return [msgspec.msgpack.decode(msgspec.msgpack.encode(row)) for row in found]


def flat(store: Store, after: int = 0) -> list[Row]:
    return [row for rows in store.history(after) for row in rows]


@thorough
@given(batches, st.data())
def test_the_ways_of_reading_agree(drawn: list[list[object]], data: st.DataObject) -> None:
    made = written(drawn)
    everything = [row for batch in made for row in batch.rows]
    last = everything[-1].signal
    after, limit = data.draw(st.integers(0, last.seq)), data.draw(st.integers(1, last.seq + 1))
    since = data.draw(st.sampled_from([row.signal.seen for row in everything]))
    memory = MemoryStore()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tocsin.db"
        with closing(SqliteStore(path)) as sqlite:
            for batch in made:
                for store in (memory, sqlite):
                    store.commit(batch)
            assert values(flat(sqlite)) == values(everything)
            for store in (memory, sqlite):
                later = [each for each in everything if each.signal.seq > after]
                assert values(flat(store, after)) == values(later)
                single = [each for each in later if not each.is_plain]
                assert values(list(store.rows(after))) == values(single)
                heads = [
                    (each.signal.id, each.signal.seen, each.signal.guild)
                    for each in everything
                    if each.signal.origin == "input" and each.signal.seen >= since
                ]
                assert store.recent(since, limit) == heads[-limit:]
            reader = SqliteReader(path)
            newest = [each for each in reversed(everything) if each.signal.seen >= since]
            found = reader.signals(None, since=since, limit=limit, everywhere=True)
            assert values(found) == values(newest[:limit])
            for guild in (None, 1, 2):
                own = [each for each in newest if each.signal.guild == guild]
                met = reader.matches(guild, since)
                assert met.met == Counter(
                    name for each in own for name in {hit.document for hit in each.hits}
                )
                assert met.since == since
                for document in ("d", "counts", "keyed", "none"):
                    ids = [each.signal.id for each in own if document in {hit.document for hit in each.hits}]
                    assert reader.last_of(guild, document, since, told=False, most=3) == ids[:3]
                    emitted = [
                        one.id for each in own for one in each.effects
                        if isinstance(one.effect, Emit) and one.document == document
                    ]  # fmt: skip
                    assert reader.last_of(guild, document, since, told=True, most=3) == emitted[:3]
                assert values(reader.signals(guild, since=since, limit=limit)) == values(own[:limit])
