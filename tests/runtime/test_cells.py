"""States: undoing a step, saving in slices, the floor below which all is saved, forgetting what is empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from engine.runtime.cells import Cells
from engine.signal import Signal
from engine.systems.kind import Compiled, Hit, Moment

DOCUMENT = Compiled("d", "adding", "d", None)


class Sum(msgspec.Struct):
    total: int = 0


class Adding:
    """Adds; raises below zero, after it has added."""

    name = "adding"
    state = Sum

    def step(self, spec: Any, state: Sum, signal: Signal, hit: Hit, moment: Moment) -> Sequence[Any]:
        state.total += signal.data["add"]
        if signal.data["add"] < 0:
            raise LookupError
        return ()

    def prune(self, spec: Any, state: Sum, moment: Moment) -> bool:
        if state.total == 13:
            raise ZeroDivisionError
        return state.total == 0


def add(cells: Cells, amount: int, seq: int, key: int = 1) -> None:
    signal = Signal(str(seq), "t", 0, seq=seq, data={"add": amount})
    cells.step(Adding(), DOCUMENT, signal, Hit("d", (key,)), Moment(0, 0))


def prune(cells: Cells, seq: int, failed: list[str] | None = None) -> None:
    told = [] if failed is None else failed
    look_up = lambda _: (Adding(), DOCUMENT, Moment(0, 0))  # noqa: E731
    cells.prune(len(cells), seq, look_up, lambda document, _: told.append(document))


@pytest.mark.parametrize("steps", [1, 63, 64, 65, 130])
def test_a_step_that_raises_is_undone(steps: int) -> None:
    cells = Cells()
    for seq in range(1, steps + 1):
        add(cells, 1, seq)
    with pytest.raises(LookupError):
        add(cells, -5, steps + 1)
    assert cells.get("d", (1,)).total == steps


def test_it_is_undone_after_the_state_was_saved_and_put_back() -> None:
    cells = Cells()
    add(cells, 4, 1)
    (row,) = cells.take_some(9, 1)
    again = Cells()
    again.put("d", (1,), msgspec.msgpack.decode(row.body, type=Sum), row.body)
    add(again, 1, 2)
    with pytest.raises(LookupError):
        add(again, -5, 3)
    assert again.get("d", (1,)).total == 5


def test_a_failed_step_is_not_dirty() -> None:
    cells = Cells()
    with pytest.raises(LookupError):
        add(cells, -5, 1)
    assert (len(cells), cells.dirty) == (0, {})


def test_those_dirty_longest_are_taken_first_and_once() -> None:
    cells = Cells()
    for seq, key in enumerate((3, 1, 2, 3), start=1):
        add(cells, 1, seq, key)
    assert [row.key for row in cells.take_some(2, 4)] == [(3,), (1,)]
    assert [row.key for row in cells.take_some(9, 4)] == [(2,)]
    assert cells.take_some(9, 4) == []


def test_a_row_is_as_of_the_newest_sequence_number() -> None:
    cells = Cells()
    add(cells, 1, 1)
    assert cells.take_some(1, 7)[0].seq == 7


def test_the_floor_is_before_the_first_change_that_is_not_saved() -> None:
    cells = Cells()
    assert cells.floor(5) == 5
    add(cells, 1, 6, key=1)
    add(cells, 1, 7, key=2)
    add(cells, 1, 8, key=1)
    assert cells.floor(8) == 5
    cells.take_some(1, 8)
    assert cells.floor(8) == 6
    cells.take_some(1, 8)
    assert cells.floor(8) == 8


def test_an_empty_state_is_forgotten_and_its_row_goes() -> None:
    cells = Cells()
    add(cells, 0, 1, key=1)
    add(cells, 1, 2, key=2)
    cells.take_some(9, 2)
    prune(cells, 2)
    assert [address for address, _ in cells] == [("d", (2,))]
    assert [(row.key, row.body) for row in cells.take_some(9, 2)] == [((1,), None)]


def test_pruning_goes_round() -> None:
    cells = Cells()
    for key in range(4):
        add(cells, 0, key + 1, key)
    look_up = lambda _: (Adding(), DOCUMENT, Moment(0, 0))  # noqa: E731
    for left in (3, 2, 1, 0):
        cells.prune(1, 9, look_up)
        assert len(cells) == left


def test_a_prune_that_raises_keeps_the_state_and_is_said_once() -> None:
    cells, failed = Cells(), []
    add(cells, 13, 1)
    prune(cells, 1, failed)
    prune(cells, 1, failed)
    assert (len(cells), failed) == (1, ["d"])


def test_dropped_states_go_from_the_store() -> None:
    cells = Cells()
    add(cells, 1, 1)
    cells.take_some(9, 1)
    for key in cells.keys_of({"d"})["d"]:
        cells.forget(("d", key), 5)
    assert cells.floor(5) == 4
    assert cells.take_some(9, 5)[0].body is None


class Text(msgspec.Struct):
    total: int = 0
    text: str = "x" * 40_000


class Writing(Adding):
    """The same with a state of 40,000 bytes."""

    name = "writing"
    state = Text


def write(cells: Cells, amount: int, seq: int) -> None:
    signal = Signal(str(seq), "t", 0, seq=seq, data={"add": amount})
    cells.step(Writing(), DOCUMENT, signal, Hit("d", (2,)), Moment(0, 0))


def test_a_large_state_is_written_once_in_so_many_commits_and_the_floor_waits_for_it() -> None:
    cells = Cells()
    write(cells, 1, 1)
    assert [row.key for row in cells.take_some(9, 1)] == [(2,)]

    commits = []
    for seq in range(2, 30):
        write(cells, 1, seq)
        add(cells, 1, seq)
        commits.append([row.key for row in cells.take_some(9, seq)])
        assert cells.floor(seq) == seq or cells.floor(seq) == min(cells.dirty.values()) - 1
    assert all((1,) in keys for keys in commits)
    assert [n for n, keys in enumerate(commits) if (2,) in keys] == [8, 17, 26]


@pytest.mark.parametrize("steps", [1, 63, 64, 79, 80, 200])
def test_a_step_that_raises_on_a_large_state_is_undone(steps: int) -> None:
    cells = Cells()
    for seq in range(1, steps + 1):
        write(cells, 1, seq)
    with pytest.raises(LookupError):
        write(cells, -5, steps + 1)
    assert cells.get("d", (2,)).total == steps
