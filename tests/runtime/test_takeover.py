"""What becomes of state at a reload: kept, trimmed, begun anew, put aside for a week, brought back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.archive import ARCHIVE, KEPT_MS
from engine.runtime.core import Core
from engine.runtime.recovery import recover
from engine.runtime.reload import MOST_NAMED, Change, changes_of
from engine.signal import Signal
from engine.store.memory import MemoryStore
from engine.store.rows import Row
from tests.support.kinds import Count, Counting, document
from tests.support.loop import GUILD, T0, core_of, effects, programs, signal, take, types
from tests.support.stepwise import Stepwise

OTHER = 22


def busy(**body: Any) -> Document:
    return document("counting", "busy", **{"types": ["test.one"], "every": 99, "quiet": 1_000, **body})


def settled(lateness: int) -> Document:
    return document("settling", "settled", types=["test.one"], span=100, lateness=lateness)


class World:
    """A core, the programs it takes its rulebooks from, and reloads of it."""

    def __init__(self, *documents: Document) -> None:
        self.ready = programs()
        self.core = Core(self.ready.empty(), self.ready.provide)
        self.reload(*documents)

    def reload(self, *documents: Document, at: int = 0) -> list[Change]:
        rulebook = Rulebook(documents)
        self.ready.add(rulebook)
        seen = max(T0 + at, self.core.last_seen)
        row = self.core.take(
            Signal(f"reload-{self.core.seq}", "rulebook.loaded", seen, data={"hash": rulebook.hash}), seen
        )[0]
        return changes_of(row.signal.data)

    def times(self, actor: int = 1, guild: int = GUILD) -> int | None:
        state = self.core.cells.get(busy().identity, (guild, actor))
        return None if state is None else state.times

    def due(self) -> list[int]:
        return [row.wake - T0 for row in self.core.timers]


def counted(**body: Any) -> World:
    """Two signals of an actor have been counted."""
    world = World(busy(**body))
    take(world.core, signal("a", actor=1), signal("b", at=10, actor=1))
    return world


def fate(change: Change) -> tuple[str, str, int]:
    return change.change, change.state, change.states


def test_a_first_rulebook_adds_documents_without_state() -> None:
    world = World()
    assert [fate(each) for each in world.reload(busy(), settled(0))] == [("added", "none", 0)] * 2


def test_what_did_not_change_is_no_change() -> None:
    world = counted()
    assert world.reload(busy()) == []
    assert (world.times(), world.due()) == (2, [1_010])


def test_a_new_title_keeps_state_and_timers() -> None:
    world = counted()
    assert [fate(each) for each in world.reload(busy(title="x"))] == [("changed", "kept", 1)]
    assert (world.times(), world.due()) == (2, [1_010])


def test_a_changed_threshold_keeps_the_state_and_judges_the_next_signal() -> None:
    world = counted()
    assert [fate(each) for each in world.reload(busy(every=3))] == [("changed", "kept", 1)]
    assert "test.many" in types(take(world.core, signal("c", at=20, actor=1)))


def test_a_longer_timer_keeps_its_instant_and_a_shorter_one_is_set_again() -> None:
    world = counted()
    world.reload(busy(quiet=5_000))
    assert world.due() == [1_010]
    world.reload(busy(quiet=500), at=20)
    assert world.due() == [510]


def test_a_timer_that_would_be_due_already_wakes_at_once_and_not_in_the_reload() -> None:
    world = counted()
    world.reload(busy(quiet=5), at=20)
    assert world.due() == [21]


def test_what_is_too_much_for_the_new_document_is_trimmed() -> None:
    world = counted()
    assert [fate(each) for each in world.reload(busy(most=1))] == [("changed", "trimmed", 1)]
    assert world.times() == 1


def test_another_meaning_begins_anew_and_cancels_timers() -> None:
    world = counted()
    assert [fate(each) for each in world.reload(busy(meaning="x"))] == [("changed", "reset", 1)]
    assert (world.times(), world.due()) == (None, [])


def test_a_changed_document_without_states_says_what_would_become_of_them() -> None:
    world = World(busy())
    assert [fate(each) for each in world.reload(busy(every=5))] == [("changed", "kept", 0)]
    assert [fate(each) for each in world.reload(busy(meaning=5))] == [("changed", "reset", 0)]


def test_a_document_without_state_has_nothing_to_keep() -> None:
    def echo(type_: str) -> Document:
        return document("echoing", "e", types=["test.one"], emit=type_)

    assert [fate(each) for each in World(echo("a.b")).reload(echo("a.c"))] == [("changed", "none", 0)]


def test_a_deleted_document_is_put_aside_and_a_revert_brings_it_back() -> None:
    world = counted()
    assert [fate(each) for each in world.reload()] == [("removed", "archived", 1)]
    assert (world.times(), world.due()) == (None, [])
    assert [fate(each) for each in world.reload(busy(), at=KEPT_MS - 1)] == [("added", "restored", 1)]
    assert (world.times(), world.due()) == (2, [KEPT_MS])
    assert ARCHIVE.identity not in [address[0] for address, _ in world.core.cells]


def test_a_revert_of_another_meaning_brings_the_first_back() -> None:
    world = counted()
    world.reload(busy(meaning="x"))
    take(world.core, signal("c", at=20, actor=1))
    assert [fate(each) for each in world.reload(busy())] == [("changed", "restored", 1)]
    assert world.times() == 2
    world.reload(busy(meaning="x"))
    assert world.times() == 1


def test_after_a_week_it_is_gone() -> None:
    world = counted()
    world.reload(at=10)
    assert [fate(each) for each in world.reload(busy(), at=10 + KEPT_MS)] == [("added", "none", 0)]
    assert world.times() is None


def test_what_was_put_aside_is_forgotten_after_a_week() -> None:
    world = counted()
    world.reload(at=10)
    for at, left in ((9 + KEPT_MS, 1), (10 + KEPT_MS, 0)):
        take(world.core, signal(f"x{at}", "test.none", at=at))
        world.core.prune(9)
        assert len(world.core.cells) == left


def test_what_was_put_aside_twice_is_kept_together() -> None:
    world = counted()
    world.reload(busy(guilds=[OTHER]))
    take(world.core, signal("c", at=20, guild=OTHER, actor=2))
    world.reload()
    world.reload(busy())
    assert (world.times(), world.times(2, OTHER)) == (2, 1)


def test_a_guild_that_it_is_no_longer_for_loses_its_state_alone_until_it_is_again() -> None:
    world = counted()
    take(world.core, signal("c", at=20, guild=OTHER, actor=1))
    assert [fate(each) for each in world.reload(busy(guilds=[OTHER]))] == [("changed", "archived", 1)]
    assert (world.times(), world.times(1, OTHER), world.due()) == (None, 1, [1_020])
    assert [fate(each) for each in world.reload(busy())] == [("changed", "restored", 1)]
    assert (world.times(), world.times(1, OTHER), sorted(world.due())) == (2, 1, [1_010, 1_020])


def test_a_change_says_for_which_guilds_alone_it_is() -> None:
    world = World(busy(guilds=[GUILD]))
    assert [each.guilds for each in world.reload()] == [[GUILD]]


def test_a_kind_that_refuses_a_state_has_it_begun_anew() -> None:
    world = counted()
    assert [fate(each) for each in world.reload(busy(refuses=True))] == [("changed", "reset", 1)]
    assert (world.times(), world.due()) == (None, [])


def test_a_kind_that_raises_loses_the_state_and_the_reload_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    world, failed = counted(), []
    world.core.on_failure = lambda document, error: failed.append((document, type(error)))
    monkeypatch.setattr(Counting, "migrate", lambda *_: 1 / 0)
    assert [fate(each) for each in world.reload(busy(every=5))] == [("changed", "reset", 1)]
    assert failed == [(busy().identity, ZeroDivisionError)]
    assert types(take(world.core, signal("c", at=20, actor=1))) == ["test.one"]


def test_the_watermark_of_a_migration_stands_still_in_a_gap() -> None:
    world = World(settled(30))
    take(world.core, signal("a"), Signal("gap", "gateway.gap", T0 + 50, guild=GUILD), signal("b", at=90))
    world.reload(settled(20), at=95)
    row = world.core.cells.get(settled(0).identity, (GUILD,))
    assert row.last == T0 - 30


def test_a_document_that_waits_less_for_late_signals_wakes_its_timers_earlier() -> None:
    world = World(settled(50))
    take(world.core, signal("a"))
    assert world.due() == [151]
    world.reload(settled(20))
    assert world.due() == [121]
    world.reload(settled(70))
    assert world.due() == [121]


def test_the_signal_counts_and_names_what_lost_its_state_first() -> None:
    many = [document("echoing", f"e{n:03}", types=["a.b"], emit="a.c") for n in range(MOST_NAMED + 5)]
    core = core_of()
    core._provide = (ready := programs()).provide
    core.program = ready.add(Rulebook([busy()]))
    take(core, signal("a", actor=1))
    rulebook = Rulebook(many)
    ready.add(rulebook)
    row: Row = core.take(Signal("r", "rulebook.loaded", T0, data={"hash": rulebook.hash}), T0)[0]
    data = row.signal.data
    assert (data["added"], data["changed"], data["removed"], data["archived"]) == (MOST_NAMED + 5, 0, 1, 1)
    assert len(data["changes"]) == MOST_NAMED
    assert data["changes"][0] == f"removed archived 1 * {busy().identity}"


@pytest.mark.parametrize("guilds", [None, [1], [1, 2]])
def test_a_change_is_read_as_it_was_written(guilds: list[int] | None) -> None:
    change = Change("pack/kind/a name with blanks", "changed", "reset", 3, guilds)
    assert Change.from_text(change.to_text()) == change


# -- a document of a guild's own, to which the default gives way


COMMON = busy(default=True)
OWN = document("counting", "own", types=["test.one"], every=99, quiet=1_000, guilds=[GUILD])


def kept(core: Core, *documents: Document) -> list[int | None]:
    states = [core.cells.get(each.identity, (GUILD, 1)) for each in documents]
    return [None if state is None else state.times for state in states]


def test_what_was_kept_for_a_guild_goes_on_under_its_own_document_and_back() -> None:
    world = World(COMMON)
    take(world.core, signal("a", actor=1), signal("b", at=10, actor=1), signal("o", guild=OTHER, actor=1))
    changes = world.reload(COMMON, OWN, at=20)
    assert kept(world.core, COMMON, OWN) == [None, 2]
    assert world.core.cells.get(COMMON.identity, (OTHER, 1)).times == 1
    assert {(row.document, row.key[0]) for row in world.core.timers} == {
        (OWN.identity, GUILD),
        (COMMON.identity, OTHER),
    }
    assert [fate(each) for each in changes] == [("added", "kept", 1)]
    take(world.core, signal("c", at=30, actor=1))
    world.reload(COMMON, at=40)
    assert kept(world.core, COMMON, OWN) == [3, None]
    assert {row.document for row in world.core.timers} == {COMMON.identity}
    assert archived(world.core) == {}


def test_without_a_default_it_is_put_aside_as_ever() -> None:
    world = World(OWN)
    take(world.core, signal("a", actor=1))
    world.reload()
    assert archived(world.core) == {(GUILD, 1): 1}


def test_a_state_that_the_heir_has_already_stays() -> None:
    world = World(COMMON, OWN)
    take(world.core, signal("a", actor=1))
    world.core.cells.replace((COMMON.identity, (GUILD, 1)), Count(7), world.core.seq)
    world.reload(COMMON, at=10)
    assert kept(world.core, COMMON, OWN) == [7, None]
    assert archived(world.core) == {(GUILD, 1): 1}


# -- a start in the midst of it


@pytest.mark.parametrize("slices", [0, 1, 2, 64])
@pytest.mark.parametrize("dirty", [True, False])
def test_a_start_after_any_commit_finds_what_was_handed_on(slices: int, dirty: bool) -> None:
    loop = Stepwise(MemoryStore(), 64)
    put_in_force(loop, COMMON)
    for n in range(3):
        loop.play(signal(f"s{n}", actor=1), T0)
    if not dirty:
        loop.commit()
    for documents, expected in (((COMMON, OWN), [None, 3]), ((COMMON,), [3, None])):
        put_in_force(loop, *documents)
        thin(loop, slices)
        for n in range(4):
            loop.play(signal(f"x{len(documents)}{n}", "test.none"), T0)
            loop.commit()
            found = recover(loop.store, Core(loop.ready.empty(), loop.ready.provide), loop.ready.provide).core
            assert kept(found, COMMON, OWN) == kept(loop.core, COMMON, OWN) == expected


@pytest.mark.parametrize("slices", [0, 1, 2, 64])
@pytest.mark.parametrize("dirty", [True, False])
def test_a_start_after_any_commit_finds_what_was_put_aside(slices: int, dirty: bool) -> None:
    """`dirty`: the states were not saved yet when they were put aside."""
    loop = Stepwise(MemoryStore(), 64)
    put_in_force(loop, busy())
    for n in range(6):
        loop.play(signal(f"s{n}", actor=n % 3), T0)
    if not dirty:
        loop.commit()
    put_in_force(loop)
    thin(loop, slices)
    for n in range(8):
        loop.play(signal(f"x{n}", "test.none"), T0)
        loop.commit()
        found = recover(loop.store, Core(loop.ready.empty(), loop.ready.provide), loop.ready.provide).core
        assert archived(found) == archived(loop.core) == {(GUILD, 0): 2, (GUILD, 1): 2, (GUILD, 2): 2}


def put_in_force(loop: Stepwise, *documents: Document) -> None:
    rulebook = Rulebook(documents)
    loop.ready.add(rulebook)
    loop.play(
        Signal(f"reload-{loop.core.seq}", "rulebook.loaded", loop.now, data={"hash": rulebook.hash}), loop.now
    )


def thin(loop: Stepwise, slices: int) -> None:
    """From here on so few states are saved with each commit."""
    cells = loop.core.cells
    take_some = type(cells).take_some
    cells.take_some = lambda size, seq: take_some(cells, min(size, slices), seq)


def archived(core: Core) -> dict[tuple[Any, ...], int]:
    found = [state for address, state in core.cells if address[0] == ARCHIVE.identity]
    return {tuple(key): msgspec.msgpack.decode(body)["times"] for each in found for key, body in each.states}


def test_effects_after_a_revert_are_those_of_the_state_that_came_back() -> None:
    world = counted(every=3)
    world.reload()
    world.reload(busy(every=3))
    assert len(effects(take(world.core, signal("c", at=20, actor=1)))) == 2
