"""What is kept long enough goes, at any moment, and nothing that comes after is any different."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.effects import Act, Emit
from engine.runtime.checkpoint import begin_at, checkpoint_of
from engine.runtime.core import Core
from engine.runtime.replay import verify
from engine.store.frozen import frozen
from engine.store.memory import MemoryStore
from engine.store.reader import SqliteReader
from engine.store.retention import save_checkpoint, thin
from engine.store.sqlite import SqliteStore
from engine.systems.settings.retention import Retention
from tests.properties.scenarios import Happening, instants, play_at, scenarios
from tests.properties.test_replay import everything
from tests.support.loop import programs
from tests.support.stepwise import Stepwise, lines

on_disk = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
spans = st.sampled_from([0, 1, 40, 75, 200, 1_000_000])
others = spans.map(lambda kept: [("test.two", kept)])
retentions = st.builds(Retention, spans, spans, spans, st.just(0), others, st.just({11: 5}))


def save(store: SqliteStore) -> None:
    ready = programs(store)
    with frozen(store.path) as moment:
        save_checkpoint(store.path, checkpoint_of(moment, Core(ready.empty(), ready.provide), ready.provide))


@on_disk
@given(scenarios, retentions, st.data())
def test_a_journal_thinned_now_and_then_goes_on_and_replays_as_a_whole_one_does(
    scenario: list[Happening], retention: Retention, data: st.DataObject
) -> None:
    at = instants(scenario)
    cuts = sorted(data.draw(st.lists(st.integers(1, len(scenario)), max_size=3)))
    with tempfile.TemporaryDirectory() as folder, closing(SqliteStore(Path(folder) / "tocsin.db")) as store:
        thinned, whole = Stepwise(store), Stepwise(MemoryStore(store.salt))
        for first, last in zip([0, *cuts], [*cuts, len(scenario)], strict=True):
            for loop in (whole, thinned):
                play_at(loop, scenario, at, range(first, last))
                loop.commit()
            save(store)
            thin(store.path, retention, loop.now)
            if data.draw(st.booleans()):
                for loop in (whole, thinned):
                    loop.restart()
        assert everything(thinned) == everything(whole)
        reader, ready = SqliteReader(store.path, beside_owner=True), programs(store)
        horizon = reader.horizon()
        core = Core(ready.empty(), ready.provide)
        if horizon is not None:
            core = begin_at(horizon, core, ready.provide)
        since = core.seq
        assert verify(reader.history(since), core).differences == []
        assert list(lines_after(store, since)) == list(lines_after(whole.store, since))
        for rows in reader.history():
            for row in rows:
                told = any(isinstance(each.effect, Emit | Act) for each in row.effects)
                decided = told or row.signal.origin == "derived"
                kept = retention.of(row.signal.type, decided=decided)
                assert row.signal.seq > since or row.signal.seen >= loop.now - kept


def lines_after(store: SqliteStore | MemoryStore, seq: int) -> list[str]:
    behind = sum(row.signal.seq <= seq for rows in store.history(0) for row in rows)
    return list(lines(store))[behind:]
