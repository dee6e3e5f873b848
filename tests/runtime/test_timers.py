"""The heap of timers: order, moving, cancelling, and those that wait for a gap to end."""

from __future__ import annotations

from engine.runtime.timers import Timers
from engine.store.rows import TimerRow


def row(name: str, wake: int, document: str = "d", key: tuple[object, ...] = (1,)) -> TimerRow:
    return TimerRow(document, key, name, wake, "watermark", wake, 0, "setter")


def popped(timers: Timers, until: int = 10**9) -> list[str]:
    found = []
    while (each := timers.pop(until)) is not None:
        found.append(each.name)
    return found


def test_they_wake_by_instant_document_key_and_name() -> None:
    timers = Timers()
    for each in (row("e", 2), row("d", 1, "z"), row("c", 1, "a", (2,)), row("b", 1, "a"), row("a", 1, "a")):
        timers.set(each)
    assert popped(timers) == ["a", "b", "c", "d", "e"]


def test_none_wakes_before_its_instant() -> None:
    timers = Timers()
    timers.set(row("a", 10))
    assert timers.pop(9) is None
    assert popped(timers, 10) == ["a"]


def test_setting_a_name_again_moves_it() -> None:
    timers = Timers()
    timers.set(row("a", 10))
    timers.set(row("a", 20))
    assert (timers.next_wake(), len(timers)) == (20, 1)
    assert popped(timers) == ["a"]


def test_a_timer_can_be_moved_nearer() -> None:
    timers = Timers()
    timers.set(row("a", 20))
    timers.set(row("a", 10))
    assert popped(timers, 10) == ["a"]
    assert popped(timers) == []


def test_a_cancelled_timer_never_wakes() -> None:
    timers = Timers()
    timers.set(row("a", 10))
    assert timers.cancel("d", (1,), "a")
    assert not timers.cancel("d", (1,), "a")
    assert (timers.next_wake(), popped(timers)) == (None, [])


def test_what_changed_is_taken_once() -> None:
    timers = Timers()
    timers.set(row("a", 10))
    timers.set(row("b", 20))
    timers.cancel("d", (1,), "b")
    kept, gone = timers.take_changes()
    assert ([each.name for each in kept], gone) == (["a"], [("d", (1,), "b")])
    assert timers.take_changes() == ([], [])


def test_a_timer_that_woke_is_gone_from_the_store() -> None:
    timers = Timers()
    timers.set(row("a", 10))
    timers.take_changes()
    timers.pop(10)
    assert timers.take_changes() == ([], [("d", (1,), "a")])


def test_a_restored_timer_is_no_change_and_keeps_its_generation() -> None:
    timers = Timers()
    stored = row("a", 10)
    stored.generation = 7
    timers.restore(stored)
    assert timers.take_changes() == ([], [])
    timers.set(row("b", 10))
    assert timers.take_changes()[0][0].generation == 8


def test_a_held_timer_sleeps_until_its_guild_is_released() -> None:
    timers = Timers()
    for key in ((1,), (2,)):
        timers.set(row("a", 10, key=key))
        timers.hold(timers.pop(10))
    assert timers.next_wake() is None
    timers.release(2)
    assert timers.pop(10).key == (2,)
    assert timers.pop(10) is None
    timers.release(None)
    assert timers.pop(10).key == (1,)


def test_a_held_timer_stays_in_the_store() -> None:
    timers = Timers()
    timers.set(row("a", 10))
    timers.hold(timers.pop(10))
    assert [each.name for each in timers.take_changes()[0]] == ["a"]


def test_a_held_timer_can_be_cancelled_and_moved() -> None:
    timers = Timers()
    for name in ("a", "b"):
        timers.set(row(name, 10))
        timers.hold(timers.pop(10))
    timers.cancel("d", (1,), "a")
    timers.set(row("b", 30))
    timers.release(1)
    assert timers.pop(29) is None
    assert popped(timers) == ["b"]


def test_a_timer_that_every_message_moves_does_not_pile_up() -> None:
    timers = Timers()
    for n in range(10_000):
        timers.set(row("a", 10**6 + n))
    assert len(timers._heap) < 200
    assert popped(timers) == ["a"]
