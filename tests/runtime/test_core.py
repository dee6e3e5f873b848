"""The order of a turn, what a signal becomes at the door, and what cannot go on for ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from engine.documents.document import Document
from engine.effects import Act, Emit, Record, Timer
from engine.runtime.core import MAX_DEPTH, MAX_DERIVED, Core
from engine.runtime.indexes import Indexes
from engine.signal import Signal
from tests.support.kinds import document
from tests.support.loop import GUILD, T0, core_of, effects, programs, reload, signal, take, types

COUNTING = document("counting", "busy", types=["test.one"], every=3, quiet=100)
RAISING = document("raising", "faulty", types=["test.one"])


def bad(id_: str, at: int = 0, **fields: object) -> Signal:
    return signal(id_, at=at, data={"bad": True}, **fields)


# -- the door


def test_seen_never_decreases() -> None:
    core = core_of()
    first, second = signal("a"), signal("b")
    core.take(first, T0 + 50)
    core.take(second, T0 + 20)
    assert (first.seen, second.seen) == (T0 + 50, T0 + 50)


def test_time_is_never_later_than_seen() -> None:
    core = core_of()
    early, late = signal("a", at=-5), signal("b", at=700)
    core.take(early, T0)
    core.take(late, T0)
    assert (early.time, late.time) == (T0 - 5, T0)


def test_a_known_id_is_dropped_and_counted() -> None:
    core = core_of(COUNTING)
    assert core.take(signal("a", actor=1), T0)
    assert core.take(signal("a", actor=1), T0 + 1) is None
    assert (core.duplicates, core.seq) == (1, 1)


# -- what can be packed

TALLYING = document("tallying", "tally", types=["test.one"])


def test_what_is_only_counted_by_documents_that_cite_nothing_is_light() -> None:
    core = core_of(TALLYING)
    rows = [take(core, signal(id_, actor=1))[0] for id_ in "abc"]
    assert [(row.is_light, row.is_packed) for row in rows] == [(True, True), (True, True), (False, False)]
    assert [len(row.effects) for row in rows] == [0, 0, 1]


def test_in_a_gap_too() -> None:
    core = core_of(TALLYING)
    take(core, signal("g", "gateway.gap", guild=None, data={"since": T0 - 5}))
    (row,) = take(core, signal("a", actor=1))
    assert (row.is_packed, row.base) == (True, T0 - 5)


@pytest.mark.parametrize(
    ("also", "fields"),
    [
        (document("citing", "cites", types=["test.one"]), {}),
        (TALLYING, {"data": {"bad": True}}),
    ],
)
def test_what_another_met_that_cites_is_not_nor_what_a_step_raised_on(also: Document, fields: Any) -> None:
    core = core_of(TALLYING) if also is TALLYING else core_of(TALLYING, also)
    row = take(core, signal("a", actor=1, **fields))[0]
    assert not row.is_packed
    assert row.hits


def test_what_is_derived_is_not() -> None:
    core = core_of(document("echoing", "echo", types=["test.two"], emit="test.one", times=1), TALLYING)
    rows = take(core, signal("a", "test.two", actor=1))
    assert [(row.signal.type, row.is_packed) for row in rows] == [("test.two", False), ("test.one", False)]


# -- the order of a turn


def test_timers_that_were_due_come_before_the_signal() -> None:
    core = core_of(COUNTING)
    take(core, signal("a", actor=1))
    rows = take(core, signal("b", at=101, actor=2))
    assert types(rows) == ["timer.due", "test.quiet", "test.one"]


def test_a_signal_comes_before_timers_due_at_its_instant() -> None:
    core = core_of(COUNTING)
    take(core, signal("a", actor=1))
    rows = take(core, signal("b", at=100, actor=2))
    assert types(rows) == ["test.one", "timer.due", "test.quiet"]


def test_a_signal_at_the_instant_of_a_timer_can_move_it() -> None:
    core = core_of(COUNTING)
    take(core, signal("a", actor=1))
    assert types(take(core, signal("b", at=100, actor=1))) == ["test.one"]
    assert types(take(core, signal("c", at=200, actor=2))) == ["test.one", "timer.due", "test.quiet"]


def test_timers_wake_by_instant_then_document() -> None:
    late, early = (document("counting", name, types=["test.one"], every=9, quiet=wait) for name, wait in
                   (("a", 50), ("b", 40)))  # fmt: skip
    same = document("counting", "c", types=["test.one"], every=9, quiet=40)
    core = core_of(late, early, same)
    take(core, signal("x", actor=1))
    rows = take(core, signal("y", "test.none", at=99))
    woken = [row.signal.data["of"] for row in rows if row.signal.type == "timer.due"]
    assert woken == ["tests/counting/b", "tests/counting/c", "tests/counting/a"]


def test_a_timer_set_in_this_turn_waits_for_the_next() -> None:
    core = core_of(document("counting", "now", types=["test.one"], every=9, quiet=-1000))
    assert types(take(core, signal("a", actor=1))) == ["test.one"]
    assert types(take(core, signal("b", "test.none", at=1))) == ["test.none", "timer.due", "test.quiet"]


def test_what_a_timer_causes_is_seen_in_its_turn_and_happened_when_it_was_due() -> None:
    core = core_of(COUNTING)
    take(core, signal("a", actor=1))
    due = take(core, signal("b", "test.none", at=900))[0].signal
    assert (due.time, due.seen, due.origin, due.cause) == (T0 + 100, T0 + 900, "derived", ("a",))


def test_documents_are_met_in_the_order_of_kind_and_id() -> None:
    core = core_of(
        document("echoing", "b", types=["test.one"], emit="test.b"),
        document("acting", "z", types=["test.one"], action="x"),
        document("echoing", "a", types=["test.one"], emit="test.a"),
    )
    hits = [hit.document for hit in take(core, signal("s"))[0].hits]
    assert hits == ["tests/acting/z", "tests/echoing/a", "tests/echoing/b"]


def test_what_is_emitted_is_matched_first_in_first_out() -> None:
    core = core_of(
        document("echoing", "a", types=["test.one"], emit="test.two", times=2),
        document("echoing", "b", types=["test.two"], emit="test.three"),
    )
    rows = take(core, signal("s"))
    assert types(rows) == ["test.one", "test.two", "test.two", "test.three", "test.three"]
    assert [row.signal.seq for row in rows] == [1, 2, 3, 4, 5]


def test_an_emission_has_the_guild_of_its_key_and_names_its_document_and_cause() -> None:
    core = core_of(document("echoing", "a", types=["test.one"], emit="test.two"))
    emitted = take(core, signal("s"))[1].signal
    assert (emitted.guild, emitted.cause, emitted.causes) == (GUILD, ("s",), 1)
    assert emitted.data == {"document": "tests/echoing/a", "mode": "propose"}
    assert (emitted.time, emitted.seen, emitted.origin) == (T0, T0, "derived")


def test_derived_ids_are_the_same_in_every_run_and_differ_by_guild() -> None:
    found = [
        take(core_of(document("echoing", "a", types=["test.one"], emit="test.two", times=2)), each)
        for each in (signal("s"), signal("s"), signal("s", guild=22))
    ]
    first, again, other = ([row.signal.id for row in rows[1:]] for rows in found)
    assert first == again
    assert len({*first, *other}) == 4


def test_what_is_born_in_observe_stays_in_observe() -> None:
    core = core_of(
        document("echoing", "a", types=["test.one"], emit="test.two", mode="observe"),
        document("echoing", "b", types=["test.two"], emit="test.three"),
    )
    assert [row.signal.data.get("mode") for row in take(core, signal("s"))] == [None, "observe", "observe"]


def test_a_muted_document_is_hit_and_does_nothing() -> None:
    quiet = document("echoing", "quiet", types=["test.one"], emit="test.two")
    over = document(
        "acting", "over", types=["test.none"], action="x", over=[quiet.identity], mute=[quiet.identity]
    )
    rows = take(core_of(quiet, over), signal("s"))
    assert types(rows) == ["test.one"]
    assert [hit.document for hit in rows[0].hits] == [over.identity, quiet.identity]
    assert effects(rows) == [Act("x", {"about": "s"})]


# -- what cannot go on for ever


def test_a_cascade_ends_at_sixteen_and_says_so_once() -> None:
    core = core_of(document("echoing", "loop", types=["test.one"], emit="test.one", times=1))
    rows = take(core, signal("s"))
    assert types(rows) == ["test.one"] * (1 + MAX_DEPTH) + ["engine.cascade_cut"]


def test_a_cascade_makes_a_thousand_signals_and_says_so_once() -> None:
    core = core_of(document("echoing", "many", types=["test.one"], emit="test.one", times=40))
    rows = take(core, signal("s"))
    assert types(rows).count("test.one") == 1 + MAX_DERIVED
    assert types(rows).count("engine.cascade_cut") == 1


def test_the_next_turn_may_cascade_again() -> None:
    core = core_of(document("echoing", "loop", types=["test.one"], emit="test.one"))
    take(core, signal("s"))
    assert len(take(core, signal("t"))) == MAX_DEPTH + 2


# -- steps that raise


def test_a_step_that_raises_leaves_no_trace_in_its_state() -> None:
    core = core_of(RAISING)
    take(core, signal("a", data={"amount": 2}), bad("b"))
    rows = take(core, signal("c", data={"amount": 3}))
    assert effects(rows) == [Emit("test.fine", data={"total": 5})]


def test_a_first_step_that_raises_leaves_no_state_at_all() -> None:
    core = core_of(RAISING)
    take(core, bad("a"))
    assert core.cells.get(RAISING.identity, (GUILD,)) is None


def test_a_step_is_undone_after_very_many_steps() -> None:
    core = core_of(RAISING)
    take(core, *(signal(f"s{n}", data={"amount": 1}) for n in range(200)), bad("b"))
    assert effects(take(core, signal("c")))[0].data == {"total": 200}


def test_a_failed_step_is_said_without_what_the_error_says() -> None:
    core = core_of(RAISING)
    failed = take(core, bad("a"))[1].signal
    assert (failed.type, failed.data) == (
        "engine.step_failed",
        {"failed": RAISING.identity, "error": "ValueError"},
    )


def test_other_documents_go_on_when_one_raises() -> None:
    core = core_of(RAISING, COUNTING)
    rows = take(core, bad("a", actor=1))
    assert rows[0].skipped == [1]
    assert effects(rows) == [Timer("quiet", T0 + 100)]


@pytest.mark.parametrize("value", ["object", "huge"])
def test_effects_that_no_journal_can_hold_are_a_failed_step(value: str) -> None:
    core = core_of(document("unwritable", "odd", types=["test.one"], value=value))
    assert types(take(core, bad("a"))) == ["test.one", "engine.step_failed"]
    assert effects(take(core, signal("b")))[0].data == {"times": 1}


def test_a_document_rests_after_three_failures_in_its_guild_alone() -> None:
    core = core_of(RAISING)
    take(core, *(bad(f"b{n}") for n in range(3)))
    assert types(take(core, signal("c"))) == ["test.one"]
    assert types(take(core, signal("d", guild=22))) == ["test.one", "test.fine"]
    assert core.resting(11) == [RAISING.identity]
    assert core.resting(22) == []


def test_a_document_with_a_long_name_rests_as_well() -> None:
    core = core_of(document("raising", "x" * 100, types=["test.one"]))
    take(core, *(bad(f"b{n}") for n in range(3)))
    assert types(take(core, signal("c"))) == ["test.one"]


def test_a_resting_document_is_hit_and_skipped_in_the_journal() -> None:
    core = core_of(RAISING)
    take(core, *(bad(f"b{n}") for n in range(3)))
    row = take(core, signal("c"))[0]
    assert (len(row.hits), row.skipped) == (1, [0])


def test_timers_of_a_resting_document_go_on() -> None:
    core = core_of(COUNTING)
    take(core, signal("a", actor=1))
    take(core, *(signal(f"b{n}", actor=1, data={"amount": "text"}) for n in range(3)))
    assert types(take(core, signal("c", at=99, actor=1))) == ["test.one"]
    assert types(take(core, signal("d", "test.none", at=101))) == ["timer.due", "test.quiet", "test.none"]


def test_a_reload_ends_the_rest() -> None:
    ready = programs()
    core = Core(ready.empty(), ready.provide)
    reload(core, ready, RAISING)
    take(core, *(bad(f"b{n}") for n in range(3)))
    reload(core, ready, RAISING)
    assert types(take(core, signal("c"))) == ["test.one", "test.fine"]


def test_a_reload_for_another_guild_does_not() -> None:
    ready = programs()
    core = Core(ready.empty(), ready.provide)
    reload(core, ready, RAISING)
    take(core, *(bad(f"b{n}") for n in range(3)))
    theirs, ours = (
        document("settling", f"of-{each}", types=["test.none"], guilds=[each]) for each in (22, 11)
    )
    reload(core, ready, RAISING, theirs)
    assert types(take(core, signal("c"))) == ["test.one"]
    reload(core, ready, RAISING, theirs, ours)
    assert types(take(core, signal("d"))) == ["test.one", "test.fine"]


# -- reloads


def test_a_timer_of_a_document_that_is_gone_never_wakes() -> None:
    ready = programs()
    core = Core(ready.empty(), ready.provide)
    reload(core, ready, COUNTING)
    take(core, signal("a", actor=1))
    reload(core, ready)
    assert types(take(core, signal("b", at=500))) == ["test.one"]


def test_a_timer_due_while_its_document_is_reloaded_away_does_not_wake_before_the_reload() -> None:
    ready = programs()
    core = Core(ready.empty(), ready.provide)
    reload(core, ready, COUNTING)
    take(core, signal("a", actor=1))
    core.last_seen = T0 + 500
    assert types(reload(core, ready)) == ["rulebook.loaded"]


# -- odd values


@pytest.mark.parametrize(
    "value", [2**63, -(2**63), 2**64, 1.5, None, True, [1, [2]], "x" * 99, "\ud800", {"a": 1}]
)
def test_any_value_can_be_grouped_by(value: object) -> None:
    core = core_of(document("keyed", "k", types=["test.one"]))
    take(core, signal("a", data={"field": value}))
    assert effects(take(core, signal("b", data={"field": value})))[0].data == {"times": 2}


def test_a_record_and_a_timer_keep_their_order_and_place() -> None:
    core = core_of(COUNTING)
    take(core, signal("a", actor=1))
    planned = take(core, signal("b", "test.none", at=100))[1].effects
    assert [each.n for each in planned] == [0, 1]
    assert planned[0].effect == Record("quiet", {"actor": 1, "times": 1})


# -- tests that raise


def faulty(core: Core) -> None:
    """Make the test of the first document raise on signals that say `bad`."""
    found = core.program.documents[ECHO.identity]

    def test(fields: Mapping[str, object]) -> bool:
        return 1 // (0 if fields.get("bad") else 1) > 0

    broken = msgspec.structs.replace(found, test=test)
    core.program.documents[ECHO.identity] = broken
    core.program.indexes = Indexes(core.program.documents.values())


ECHO = document("echoing", "echo", types=["test.one"], emit="test.two")


def test_a_test_that_raises_is_a_failure_of_its_document_alone() -> None:
    core = core_of(ECHO, COUNTING)
    faulty(core)
    rows = take(core, bad("a", actor=1))
    assert types(rows) == ["test.one", "engine.step_failed"]
    assert rows[1].signal.data == {"failed": ECHO.identity, "error": "ZeroDivisionError"}
    assert [hit.document for hit in rows[0].hits] == [COUNTING.identity]
    assert types(take(core, signal("b", actor=1))) == ["test.one", "test.two"]


def test_a_document_whose_test_raised_three_times_rests() -> None:
    core = core_of(ECHO)
    faulty(core)
    rows = take(core, *(bad(f"b{n}") for n in range(9)))
    assert types(rows).count("engine.step_failed") == 3
    assert types(take(core, signal("c"))) == ["test.one"]
