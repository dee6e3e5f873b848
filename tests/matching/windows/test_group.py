"""What a group does with what cannot be news yet: nothing, and the same in the end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.matching.windows.group import Group
from engine.matching.windows.measures.items import Items
from engine.matching.windows.measures.members import Members
from engine.matching.windows.panes import Item
from engine.matching.windows.window import Window

LATENESS = 3
windows = st.builds(
    lambda measure, least, rearm: Window(10, rearm, measure((least,))),
    st.sampled_from([Items, Members]), st.integers(1, 4), st.integers(0, 12),
)  # fmt: skip
arrivals = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 4), st.integers(1, 4)), max_size=150)
"""How long after the one before, how late, and which member."""


def told(window: Window, stream: list[tuple[int, int, int]], *, eagerly: bool) -> list[object]:
    """What is news, and when it is told, with the timers that the steps of a correlation set."""
    group, now, found = Group(), 0, []

    def look(place: int | None = None) -> None:
        found.extend((now, opening) for opening in (group.foresee(window, place),) if opening is not None)
        wake = group.wake(window)
        if wake is not None and (group.due is None or wake < group.due):
            group.due = wake

    def sleep(until: int) -> None:
        nonlocal now
        while group.due is not None and group.due + LATENESS < until:
            now, group.due = max(now + 1, group.due + LATENESS + 1), None
            found.extend((now, opening) for opening in group.settle(window, now - LATENESS))
            look()
        now = max(now, until)

    for n, (wait, late, member) in enumerate(stream):
        sleep(now + wait)
        item = Item(now - late, f"{n:03}", (member,))
        if not eagerly and group.let_pass(window, item, now - LATENESS):
            continue
        found.extend((now, opening) for opening in group.settle(window, now - LATENESS))
        place = group.add(window, item)
        if place is not None:
            look(place)
    sleep(now + 100)
    return [*found, group.late]


@given(windows, arrivals)
def test_letting_items_pass_changes_nothing_that_is_told(
    window: Window, stream: list[tuple[int, int, int]]
) -> None:
    assert told(window, stream, eagerly=False) == told(window, stream, eagerly=True)


def test_a_crowded_group_is_looked_at_in_full_now_and_then() -> None:
    window, group = Window(10, 10, Items((9,))), Group()

    sizes = []
    for n in range(1_000):
        item = Item(5 * n, str(n))
        if not group.let_pass(window, item, 5 * n - LATENESS):
            group.settle(window, 5 * n - LATENESS)
            group.add(window, item)
        sizes.append(len(group.items))

    assert max(sizes) <= 64
