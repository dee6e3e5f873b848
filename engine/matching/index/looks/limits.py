"""Limits of numbers, in order: those that a number passes are found by halving.

What is no number compares as false with every limit, and meets none.
"""

from __future__ import annotations

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.matching.event import Event, View
from engine.matching.index.entry import Candidate
from engine.matching.index.looks.look import Found, Offer

Number = int | float


class _Look:
    """The numbers of a field, if they pass `edge`, the weakest limit of any rule."""

    __slots__ = ("_edge", "_field", "_is_path", "_passes")

    def __init__(self, view: View, edge: Number, passes: Callable[[Number, Number], bool]) -> None:
        assert isinstance(view, str), view
        self._field = view
        self._is_path = "." in view
        self._edge = edge
        self._passes = passes

    def offer(self, event: Event) -> Offer:
        """The numbers that pass it."""
        value: Any = event.fields.get(self._field)
        kind = type(value)
        if kind is int or kind is float:
            return (value,) if self._passes(value, self._edge) else ()
        if value is None and not self._is_path:
            return ()
        return [number for number in event.numbers[self._field] if self._passes(number, self._edge)]


class OverLook(_Look):
    """For limits that a number is to exceed."""

    __slots__ = ()

    def __init__(self, view: View, limits: Sequence[Number]) -> None:
        super().__init__(view, min(limits), operator.gt)


class AtLeastLook(_Look):
    """For limits that a number is to reach."""

    __slots__ = ()

    def __init__(self, view: View, limits: Sequence[Number]) -> None:
        super().__init__(view, min(limits), operator.ge)


class UnderLook(_Look):
    """For limits that a number is to be below."""

    __slots__ = ()

    def __init__(self, view: View, limits: Sequence[Number]) -> None:
        super().__init__(view, max(limits), operator.lt)


class AtMostLook(_Look):
    """For limits that a number is not to exceed."""

    __slots__ = ()

    def __init__(self, view: View, limits: Sequence[Number]) -> None:
        super().__init__(view, max(limits), operator.le)


class _Table:
    """Candidates in the order of their limits."""

    __slots__ = ("_candidates", "_limits")

    def __init__(self, under: Mapping[Number, Sequence[Candidate]]) -> None:
        pairs = [(limit, each) for limit in sorted(under) for each in under[limit]]
        self._limits = [limit for limit, _ in pairs]
        self._candidates = tuple(each for _, each in pairs)


class OverTable(_Table):
    """Those whose limit a number exceeds."""

    __slots__ = ()

    def find(self, offer: Offer, found: Found) -> None:
        """Add them."""
        found.append(self._candidates[: bisect_left(self._limits, max(offer))])


class AtLeastTable(_Table):
    """Those whose limit a number reaches."""

    __slots__ = ()

    def find(self, offer: Offer, found: Found) -> None:
        """Add them."""
        found.append(self._candidates[: bisect_right(self._limits, max(offer))])


class UnderTable(_Table):
    """Those whose limit is above a number."""

    __slots__ = ()

    def find(self, offer: Offer, found: Found) -> None:
        """Add them."""
        found.append(self._candidates[bisect_right(self._limits, min(offer)) :])


class AtMostTable(_Table):
    """Those whose limit a number does not exceed."""

    __slots__ = ()

    def find(self, offer: Offer, found: Found) -> None:
        """Add them."""
        found.append(self._candidates[bisect_left(self._limits, min(offer)) :])
