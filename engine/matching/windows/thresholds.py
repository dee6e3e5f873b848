"""Comparisons (`gte: 3`, `lt: 6`): of counts as those where the truth changes, of other numbers as they are.

Knows no windows.
"""

from __future__ import annotations

import operator
from bisect import bisect_right
from collections.abc import Callable, Mapping
from itertools import pairwise
from math import floor
from typing import Final

Edges = tuple[int, ...]
"""Counts at which the truth changes, ascending: true from the first on, false from the second on."""
Comparisons = tuple[tuple[str, float], ...]
"""Names of comparisons with what to compare with; all must hold."""

COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "eq": operator.eq,
    "neq": operator.ne,
}
NOTHING: Final[Edges] = (0, 1)
"""True of no item at all: what `absence` waits for."""


def read_edges(wanted: Mapping[str, float]) -> Edges:
    """The edges of comparisons that must all hold, of one item at least. Empty: no count ever meets them."""

    def holds(count: int) -> bool:
        return count >= 1 and all(COMPARISONS[name](count, value) for name, value in wanted.items())

    turns = {1, *(floor(value) + step for value in wanted.values() for step in (0, 1))}
    return tuple(count for count in sorted(turns) if count >= 1 and holds(count) != holds(count - 1))


def holds(wanted: Comparisons, number: float) -> bool:
    """Whether a number meets all comparisons."""
    return all(COMPARISONS[name](number, value) for name, value in wanted)


def can_hold(wanted: Comparisons) -> bool:
    """Whether there is any number that meets them all: one compared with, between two, or beyond them."""
    values = sorted({float(value) for _, value in wanted})
    between = [(low + high) / 2 for low, high in pairwise(values)]
    beyond = [values[0] - 1 - abs(values[0]), values[-1] + 1 + abs(values[-1])] if values else []
    return any(holds(wanted, number) for number in (*values, *between, *beyond))


def is_met(edges: Edges, count: float) -> bool:
    """Whether a count is one that the comparisons hold for."""
    return bisect_right(edges, count) % 2 == 1


def distance_up(edges: Edges, count: int) -> int | None:
    """How much a count must grow until the truth changes; None when it never does."""
    above = bisect_right(edges, count)
    return edges[above] - count if above < len(edges) else None


def distance_down(edges: Edges, count: int) -> int | None:
    """How much a count must shrink until the truth changes; None when it never does."""
    above = bisect_right(edges, count)
    return count - edges[above - 1] + 1 if above else None
