"""Many conditions on one tally tell what each would tell on a group of its own."""

from __future__ import annotations

import random
from typing import NamedTuple
from unittest.mock import patch

import pytest

from engine.matching.windows import tally as of_tally
from engine.matching.windows.group import Group
from engine.matching.windows.measures.items import Items
from engine.matching.windows.panes import Item, Opening
from engine.matching.windows.tally import Tally, Threshold, Thresholds
from engine.matching.windows.window import Window

LATENESS = 3
SEEDS = 500


class Arrival(NamedTuple):
    wait: int
    late: int


def drawn(rng: random.Random) -> tuple[dict[str, Threshold], list[Arrival]]:
    """Conditions, and things for them: dense and sparse by turns, and now and then late."""
    asked = {
        f"c{n}": Threshold(rng.randint(1, 10), rng.choice([0, 0, 1, 2, 3, 5, 12]), rng.randint(1, 6))
        for n in range(rng.randint(1, 5))
    }
    stream: list[Arrival] = []
    for _ in range(rng.randint(1, 12)):
        waits, late = rng.choice([[0, 1], [0, 1, 2, 3], [2, 3, 4], [5, 9, 20]]), rng.choice([0, 0, 2, 4])
        stream += [Arrival(rng.choice(waits), rng.randint(0, late)) for _ in range(rng.randint(1, 12))]
    return asked, stream


class Said(NamedTuple):
    now: int
    opening: Opening


def alone(asked: Threshold, stream: list[Arrival]) -> tuple[list[Said], int]:
    """What a group of its own tells, that is looked at in full with each thing."""
    window, group, now, found = Window(asked.span, asked.rearm, Items((asked.least,))), Group(), 0, []

    def look(place: int | None = None) -> None:
        found.extend(Said(now, opening) for opening in (group.foresee(window, place),) if opening is not None)
        wake = group.wake(window)
        if wake is not None and (group.due is None or wake < group.due):
            group.due = wake

    def sleep(until: int) -> None:
        nonlocal now
        while group.due is not None and group.due + LATENESS < until:
            now, group.due = max(now, group.due + LATENESS + 1), None
            found.extend(Said(now, opening) for opening in group.settle(window, now - LATENESS))
            look()
        now = max(now, until)

    for n, (wait, late) in enumerate(stream):
        sleep(now + wait)
        item = Item(now - late, f"{n:03}")
        found.extend(Said(now, opening) for opening in group.settle(window, now - LATENESS))
        place = group.add(window, item)
        if place is not None:
            look(place)
    sleep(now + 100)
    return found, group.late


def together(asked: dict[str, Threshold], stream: list[Arrival]) -> tuple[dict[str, list[Said]], int]:
    tally, conditions, now = Tally(room=1), Thresholds(asked), 0
    found: dict[str, list[Said]] = {name: [] for name in asked}

    def tell(news) -> None:
        for each in news:
            found[each.name].append(Said(now, each.opening))

    def sleep(until: int) -> None:
        nonlocal now
        while tally.pending and (due := min(each.due for each in tally.pending.values())) + LATENESS < until:
            now = max(now, due + LATENESS + 1)
            tell(tally.settle(conditions, now - LATENESS))
        now = max(now, until)

    for n, (wait, late) in enumerate(stream):
        sleep(now + wait)
        tell(tally.add(conditions, (now - late, f"{n:03}"), now - LATENESS))
    sleep(now + 100)
    return found, tally.late


@pytest.mark.parametrize("room", [1, 2, 5, 64])
def test_each_condition_tells_what_it_would_tell_alone(room: int) -> None:
    for seed in range(SEEDS):
        asked, stream = drawn(random.Random(seed))
        with patch.object(of_tally, "_ROOM", room):
            found, late = together(asked, stream)
        for name, each in asked.items():
            assert (found[name], late) == alone(each, stream), (seed, name)
