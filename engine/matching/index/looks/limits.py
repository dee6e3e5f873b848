"""Limits of numbers, in order: those that a number passes are found by halving.

What is no number compares as false with every limit, and meets none.
"""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from engine.matching.event import Event, View
from engine.matching.index.entry import Candidate
from engine.matching.index.looks.look import Found, Look, Make, Under

Number = int | float
_Ordered = tuple[list[Number], tuple[Candidate, ...]]
"""Limits, and the candidates of each."""


def _of_limits(
    strongest: Callable[..., Number],
    is_passed_by: Callable[[Number, Number], bool],
    passed: Callable[[list[Number], Number], slice],
) -> Make:
    """Limits of one direction. Of several numbers the `strongest` passes whatever the others do."""
    weakest = max if strongest is min else min

    def make(view: View, limits: Mapping[Number, Under]) -> Look:
        assert isinstance(view, str), view
        ordered = _by_bucket(limits)
        passes_any = partial(is_passed_by, weakest(limits))

        def find(value: Any, event: Event, buckets: Sequence[int], found: Found) -> None:
            del value
            numbers = list(filter(passes_any, event.numbers[view]))
            if numbers:
                number = strongest(numbers)
                for edges, candidates in (ordered[bucket] for bucket in buckets if bucket in ordered):
                    found.append(candidates[passed(edges, number)])

        return Look(find, passes_any)

    return make


def _by_bucket(limits: Mapping[Number, Under]) -> dict[int, _Ordered]:
    pairs: dict[int, list[tuple[Number, Candidate]]] = {}
    for limit in sorted(limits):
        for bucket, candidates in limits[limit].items():
            pairs.setdefault(bucket, []).extend((limit, each) for each in candidates)
    return {
        bucket: ([limit for limit, _ in each], tuple(candidate for _, candidate in each))
        for bucket, each in pairs.items()
    }


over = _of_limits(max, operator.lt, lambda limits, number: slice(bisect_left(limits, number)))
"""Limits that a number is to exceed."""
at_least = _of_limits(max, operator.le, lambda limits, number: slice(bisect_right(limits, number)))
"""Limits that a number is to reach."""
under = _of_limits(min, operator.gt, lambda limits, number: slice(bisect_right(limits, number), None))
"""Limits that a number is to be below."""
at_most = _of_limits(min, operator.ge, lambda limits, number: slice(bisect_left(limits, number), None))
"""Limits that a number is not to exceed."""
