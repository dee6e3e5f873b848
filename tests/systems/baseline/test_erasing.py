"""Who is forgotten: what baselines only counted is an empty place that counts as much."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.programs import Programs
from engine.signal import Signal
from engine.store.erasing import Erased, concerns, erase_person
from engine.store.rows import Row
from engine.store.sqlite import SqliteStore
from engine.systems import KINDS
from tests.support.stepwise import Stepwise, lines, replay
from tests.systems.baseline.stream import CATALOGUE, DAY, GUILD, MINUTE, START, baseline

ANA, BO = 1_200_000_000_000_000_017, 1_200_000_000_000_000_018


class Life:
    """Two people write in turns for four days; then Bo writes a lot; and it is all erased of Ana."""

    def __init__(self, path: Path, *documents: Document) -> None:
        self.path, self.documents = path, documents
        with closing(SqliteStore(path)) as store:
            loop, book = self._loop(store), Rulebook(documents)
            loop.play(Signal("rules", "rulebook.loaded", START, data={"hash": book.hash}), START)
            for n in range(4 * DAY // (5 * MINUTE)):
                loop.play(wrote(n, START + n * 5 * MINUTE, (ANA, BO)[n % 2]), START + n * 5 * MINUTE)
                if n % 50 == 0:
                    loop.commit()
            for n in range(60):
                loop.play(wrote(f"burst{n}", START + 4 * DAY + n, BO), START + 4 * DAY + n)
            loop.commit()
            self.before, self.state = self._all(loop)
        self.done: Erased = erase_person(path, ANA)

    def _loop(self, store: SqliteStore) -> Stepwise:
        ready = Programs(KINDS, CATALOGUE, salt=store.salt, stored=store.rulebook)
        ready.add(Rulebook(self.documents))
        self.ready = ready
        return Stepwise(store, ready=ready)

    def _all(self, loop: Stepwise) -> tuple[list[str], str]:
        told = [line for line in lines(loop.store) if not line.endswith(" []")]
        return told, "\n".join(sorted(map(repr, loop.core.cells)))

    def check(self) -> list[Row]:
        """The journal replays as before, and a start comes to the same; gives its rows."""
        with closing(SqliteStore(self.path)) as store:
            loop = self._loop(store)
            assert self._all(loop) == (self.before, self.state)
            assert any("anomaly.detected" in line for line in self.before)
            assert replay(store, self.ready).differences == []
            return [row for rows in store.history(0) for row in rows]


def wrote(n: object, time: int, actor: int, **data: Any) -> Signal:
    said = {"text": {"content": f"I am {actor}"}, "channel": 5, "data": data}
    return Signal(f"m:{n}", "alert.test", time, guild=GUILD, actor=actor, **said)


@pytest.mark.parametrize("by", [[], ["channel"]])
def test_what_was_only_counted_goes_and_leaves_its_count(path: Path, by: list[str]) -> None:
    life = Life(path, baseline(bucket="1h", by=by))
    rows = life.check()

    assert life.done.signals == 4 * DAY // (5 * MINUTE) // 2
    assert life.done.kept == 0
    assert not any(concerns(row.signal, ANA) for row in rows)
    assert any(concerns(row.signal, BO) for row in rows)


def test_whose_normal_it_is_stays_with_what_it_was_learned_from(path: Path) -> None:
    life = Life(path, baseline(bucket="1h", by=["actor"]), baseline("all", bucket="1h"))
    rows = life.check()

    assert life.done.signals == 0
    assert life.done.kept == sum(concerns(row.signal, ANA) for row in rows) > 0
    assert not any(row.signal.text for row in rows if row.signal.actor == ANA)


def test_forgetting_the_same_person_again_finds_nothing(path: Path) -> None:
    life = Life(path, baseline(bucket="1h"))
    life.check()

    assert erase_person(path, ANA).signals == 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tocsin.db"
