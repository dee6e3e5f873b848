"""Limits of numbers, in order: those that a number passes are found by halving.

What is no number compares as false with every limit, and meets none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from engine.matching.event import Event, View
from engine.matching.index.entry import Candidate
from engine.matching.index.looks.look import Found, Offer

Number = int | float


class _Look:
    """The numbers of a field, if they pass the limit of any rule."""

    __slots__ = ("_field", "_greatest", "_is_path", "_least")

    def __init__(self, view: View, limits: Sequence[Number]) -> None:
        assert isinstance(view, str), view
        self._field = view
        self._is_path = "." in view
        self._least, self._greatest = min(limits), max(limits)


class OverLook(_Look):
    """For limits that a number is to exceed."""

    __slots__ = ()

    def offer(self, event: Event) -> Offer:
        """The numbers that exceed one."""
        value: Any = event.fields.get(self._field)
        kind = type(value)
        if kind is int or kind is float:
            return (value,) if value > self._least else ()
        if value is None and not self._is_path:
            return ()
        return [number for number in event.numbers[self._field] if number > self._least]


class AtLeastLook(_Look):
    """For limits that a number is to reach."""

    __slots__ = ()

    def offer(self, event: Event) -> Offer:
        """The numbers that reach one."""
        value: Any = event.fields.get(self._field)
        kind = type(value)
        if kind is int or kind is float:
            return (value,) if value >= self._least else ()
        if value is None and not self._is_path:
            return ()
        return [number for number in event.numbers[self._field] if number >= self._least]


class UnderLook(_Look):
    """For limits that a number is to be below."""

    __slots__ = ()

    def offer(self, event: Event) -> Offer:
        """The numbers below one."""
        value: Any = event.fields.get(self._field)
        kind = type(value)
        if kind is int or kind is float:
            return (value,) if value < self._greatest else ()
        if value is None and not self._is_path:
            return ()
        return [number for number in event.numbers[self._field] if number < self._greatest]


class AtMostLook(_Look):
    """For limits that a number is not to exceed."""

    __slots__ = ()

    def offer(self, event: Event) -> Offer:
        """The numbers that do not exceed every one."""
        value: Any = event.fields.get(self._field)
        kind = type(value)
        if kind is int or kind is float:
            return (value,) if value <= self._greatest else ()
        if value is None and not self._is_path:
            return ()
        return [number for number in event.numbers[self._field] if number <= self._greatest]


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
