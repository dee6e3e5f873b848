"""kill -9 at every kind of point of the loop: nothing accepted is lost or done twice, replay equals live.

The processes are forked from warm parents under two hash seeds, which work at the same time; their
outside is a ledger that outlives them. `make soak` kills each point fifty times, `make test` twice a seed;
while scores and baselines are in flight it kills at some points once a seed, and `make soak` at each of them.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from engine.runtime.outbox import MAX_ATTEMPTS
from engine.store.connection import connect
from engine.store.queries import history
from tests.crash.ledger import HONOURS, PLAIN, Ledger
from tests.crash.scenario import IN_A_RELOAD

LOOP = (
    "ingested",
    "before-commit", "begin-immediate", "insert-into-names", "insert-into-segments", "insert-into-signals",
    "insert-into-texts", "insert-into-outbox", "update-outbox-set", "insert-into-records",
    "insert-into-timers", "delete-from-timers", "insert-into-states", "insert-into-documents",
    "insert-into-books", "insert-into-reloads", "insert-into-meta", "commit", "after-commit",
    "before-sync", "after-sync", "before-checkpoint", "after-checkpoint",
    "before-ledger.honours", "after-ledger.honours", "before-ledger.checked", "after-ledger.checked",
    "before-ledger.plain", "after-ledger.plain",
    "select-value-from", "select-document,-key", "select-body-from", "select-guild,-source",
    "select-hash-from", "select-body,-state", "select-seq,-batch", "states-put", "started",
)  # fmt: skip
FOLD = ("before-fold", "after-fold")
"""Passed only by a start that finds states behind the journal."""
POINTS = LOOP + FOLD
RELOADING = tuple(
    f"{IN_A_RELOAD}{each}" for each in (
        "begin-immediate", "insert-into-documents", "insert-into-books", "insert-into-reloads",
        "insert-into-segments", "insert-into-signals", "insert-into-texts", "insert-into-outbox",
        "insert-into-records", "delete-from-timers", "insert-into-timers", "insert-into-states",
        "delete-from-states", "insert-into-meta", "commit",
    )
)  # fmt: skip
"""Every statement of the transaction that holds a reload."""
SEEDS = (1, 2)
FLOOD, THREATS = "flood", "threats"
"""Scenarios, see `child.py`."""
DECISIVE = (
    "ingested", "insert-into-states", "commit", "before-sync", "after-ledger.honours", "after-fold",
)  # fmt: skip
"""What a kill at other points comes to, too: before, within and after a commit, and an action."""
IN_MEMORY = Path("/dev/shm")
MOST_TRIES = 5
"""So many starts for each kill, at most."""


class Parent:
    """A warm parent under one hash seed."""

    def __init__(self, seed: int) -> None:
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
        )  # fmt: skip

    def order(self, *words: object) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._turn:
            self._process.stdin.write(" ".join(map(str, words)) + "\n")
            self._process.stdin.flush()
            return self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.communicate(timeout=30)


class World:
    """The parents, those that only judge, the ledger, and for each seed the run that nobody killed."""

    def __init__(self, scenario: str, ledger: Ledger) -> None:
        self.scenario = scenario
        self.ledger = ledger
        self.parents = {seed: Parent(seed) for seed in SEEDS}
        self.judges = {seed: Parent(seed) for seed in SEEDS}
        self.passed: dict[int, Counter[str]] = {}
        self.states: dict[int, dict[str, str]] = {}
        for seed in SEEDS:
            with folder() as place:
                answer = self.play(place, seed, "never", 0)
                assert answer.startswith("passed "), answer
                self.passed[seed] = Counter(json.loads(answer.removeprefix("passed ")))
                self.states[seed] = self.state_of(place, seed)

    def play(self, place: Path, seed: int, point: str, turn: int) -> str:
        return self.parents[seed].order("play", self.scenario, place, self.ledger.port, seed, point, turn)

    def state_of(self, place: Path, seed: int) -> dict[str, str]:
        return json.loads(self.judges[seed].order("state", self.scenario, place))

    def close(self) -> None:
        for parent in (*self.parents.values(), *self.judges.values()):
            parent.close()


class folder:  # noqa: N801
    """A folder that goes with the block; in memory where there is some, since a kill needs no disk."""

    def __enter__(self) -> Path:
        self._place = Path(tempfile.mkdtemp(dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
        return self._place

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._place)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    yield from world_of(FLOOD)


@pytest.fixture(scope="module")
def threatened() -> Iterator[World]:
    yield from world_of(THREATS)


def world_of(scenario: str) -> Iterator[World]:
    with Ledger() as ledger:
        world = World(scenario, ledger)
        yield world
        world.close()


def test_the_scenario_passes_every_point(world: World) -> None:
    assert len(POINTS) >= 30
    for seed in SEEDS:
        assert [point for point in LOOP if not world.passed[seed][point]] == []


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_loses_nothing_and_repeats_nothing(world: World, point: str) -> None:
    kill_under_both_seeds(world, point, 2)


def test_a_reload_passes_no_other_points_than_these(world: World) -> None:
    """What its commit holds beside the reload is a matter of time: that each is passed the kills show."""
    passed = {point for seed in SEEDS for point in world.passed[seed] if point.startswith(IN_A_RELOAD)}

    by_chance = {f"{IN_A_RELOAD}{each}" for each in ("update-outbox-set", "insert-into-names")}
    assert passed <= {*RELOADING, *by_chance}
    assert len(passed) > len(RELOADING) // 2


@pytest.mark.parametrize("point", RELOADING)
def test_a_kill_inside_a_reload_leaves_all_of_it_or_nothing(world: World, point: str) -> None:
    kill_under_both_seeds(world, point, 2)


@pytest.mark.soak
@pytest.mark.parametrize("point", POINTS + RELOADING)
def test_fifty_kills_lose_nothing_and_repeat_nothing(world: World, point: str) -> None:
    kill_under_both_seeds(world, point, 25)


@pytest.mark.parametrize("point", DECISIVE)
def test_a_kill_leaves_scores_and_baselines_as_they_would_be_and_tells_nothing_twice(
    threatened: World, point: str
) -> None:
    kill_under_both_seeds(threatened, point, 1)


def test_threats_pass_every_point_but_those_of_what_they_have_not(threatened: World) -> None:
    for seed in SEEDS:
        assert [point for point in LOOP if not threatened.passed[seed][point]] == []
        told = [each for each in threatened.states[seed].values() if each.startswith("escalation.required ")]
        assert len(told) > 5


@pytest.mark.soak
@pytest.mark.parametrize("point", POINTS + RELOADING)
def test_nor_do_twenty_kills_at_each_point(threatened: World, point: str) -> None:
    kill_under_both_seeds(threatened, point, 10)


def kill_under_both_seeds(world: World, point: str, times: int) -> None:
    def kill(seed: int) -> None:
        rng = random.Random(f"{point} {seed} {times}")
        tries = [kill_and_recover(world, point, seed, rng) for _ in range(times)]
        while sum(tries) < times and len(tries) < MOST_TRIES * times:
            tries.append(kill_and_recover(world, point, seed, rng))
        assert sum(tries) >= times, f"{point} is hardly ever passed"

    with ThreadPoolExecutor(len(SEEDS)) as pool:
        list(pool.map(kill, SEEDS))


def kill_and_recover(world: World, point: str, seed: int, rng: random.Random) -> bool:
    """Killed, started and killed again (early, so often inside recovery), then left to finish.

    Whatever happened must hold. Returns whether anything was killed: what a commit holds is a matter of
    time, so a point that is passed once may be passed by.
    """
    first, second = (rng.choice(LOOP), point) if point in FOLD else (point, rng.choice(POINTS))
    with folder() as place:
        turn = rng.randint(1, max(1, world.passed[seed][first] // 2))
        ends = [world.play(place, seed, first, turn), world.play(place, seed, second, rng.randint(1, 3))]
        ends.append(world.play(place, seed, "never", 0))
        told = f"{first} at {turn}, then {second}: {[end[:8] for end in ends]}"
        assert ends[-1].startswith("passed"), (told, ends)
        check_journal(place, told)
        check_ledger(world.ledger, place, told)
        assert world.state_of(place, seed) == world.states[seed], told
        for judge in world.judges.values():
            answer = judge.order("verify", world.scenario, place)
            assert answer.startswith("equal "), (told, answer)
    return "killed" in ends


def check_journal(place: Path, told: str) -> None:
    """Whatever was released is in the journal, once."""
    with closing(connect(place / "tocsin.db", read_only=True)) as db:
        ids = Counter(row.signal.id for rows in history(db, 0) for row in rows)
    accepted = set((place / "accepted").read_text().split())
    assert accepted - set(ids) == set(), told
    assert max(ids.values()) == 1, told


def check_ledger(ledger: Ledger, place: Path, told: str) -> None:
    """What was done outside is what the journal says; what nobody can know, it says so."""
    with closing(connect(place / "tocsin.db", read_only=True)) as db:
        rows = db.execute("SELECT id, state, body, attempts FROM outbox").fetchall()
    assert rows
    for id_, state, body, attempts in rows:
        done = ledger.done[f"{place.name}:{id_}"]
        assert done <= 1, (told, id_)
        if state == "unknown":
            # two kills and an answer that was lost are three attempts
            assert PLAIN.encode() in body or attempts == MAX_ATTEMPTS, (told, id_)
        else:
            assert (state, done) in {("sent", 1), ("refused", 0)}, (told, id_, HONOURS.encode() in body)
