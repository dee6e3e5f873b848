"""Who is forgotten: nothing of them is left, nothing of others changes, the journal replays the same."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.store.erasing import NOBODY, concerns, erase_guild, erase_person
from engine.store.sqlite import SqliteStore
from tests.properties.scenarios import FIRST, GUILDS, Happening, happens, play, scenarios
from tests.support.stepwise import Stepwise, lines, replay

on_disk = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@on_disk
@given(scenarios, st.sampled_from(GUILDS), st.booleans())
def test_a_forgotten_guild(scenario: list[Happening], guild: int, running: bool) -> None:
    other = sum(GUILDS) - guild
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tocsin.db"
        with closing(SqliteStore(path)) as store:
            play(loop := Stepwise(store), scenario)
            loop.commit()
            before = list(lines(store, other))
            if running:
                erase_guild(path, guild)
        erase_guild(path, guild)
        with closing(SqliteStore(path)) as store:
            assert replay(store).differences == []
            assert list(lines(store, other)) == before
            assert list(lines(store, guild)) == []
            left = Stepwise(store).core
            assert {key[0] for (_, key), _ in left.cells} <= {None, other, NOBODY}
            assert {row.key[0] for row in left.timers} <= {None, other}
        assert str(guild).encode() not in guilds_of(path)


def test_an_empty_place_wakes_no_timer_that_its_signal_did_not_wake(tmp_path: Path) -> None:
    """The other server's timer is due at the very instant of the signal that is erased."""
    with closing(SqliteStore(tmp_path / "tocsin.db")) as store:
        play(
            loop := Stepwise(store), [FIRST, happens(0, 22), happens(70, 11), happens(0, 22), happens(1, 22)]
        )
        loop.commit()
        before = list(lines(store, 22))
    erase_guild(tmp_path / "tocsin.db", 11)
    with closing(SqliteStore(tmp_path / "tocsin.db")) as store:
        assert replay(store).differences == []
        assert list(lines(store, 22)) == before


@on_disk
@given(scenarios, st.sampled_from([1, 2]))
def test_a_forgotten_person(scenario: list[Happening], user: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tocsin.db"
        with closing(SqliteStore(path)) as store:
            play(loop := Stepwise(store), scenario)
            loop.commit()
            before = [line for line in lines(store) if not line.endswith(" []")]
        done = erase_person(path, user)
        with closing(SqliteStore(path)) as store:
            rows = [row for rows in store.history(0) for row in rows]
            named = [row for row in rows if concerns(row.signal, user)]
            assert not any(row.is_plain for row in named)
            assert not any(row.signal.text for row in named)
            assert len(named) == done.kept
            assert replay(store).differences == []
            assert [line for line in lines(store) if not line.endswith(" []")] == before
        assert erase_person(path, user).signals == 0


def guilds_of(path: Path) -> bytes:
    """Every guild that any table names, as text."""
    with closing(sqlite3.connect(path)) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {each: {row[1] for row in db.execute(f"PRAGMA table_info({each})")} for each in tables}
        named = [each for each in tables if "guild" in columns[each]]
        assert len(named) >= 8
        found = {row[0] for each in named for row in db.execute(f"SELECT DISTINCT guild FROM {each}")}
    return " ".join(map(str, sorted(found, key=repr))).encode()
