"""Limits of numbers, in order: those that a number passes are found by halving.

What is no number compares as false with every limit, and meets none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from engine.matching.event import Event, View
from engine.matching.index.entry import Candidate
from engine.matching.index.scan import Scans

Number = int | float


class _Limits:
    """Candidates in the order of their limits."""

    __slots__ = ("_candidates", "_field", "_greatest", "_least", "_limits")

    def __init__(self, view: View, under: Mapping[Number, Sequence[Candidate]]) -> None:
        assert isinstance(view, str), view
        self._field = view
        pairs = [(limit, each) for limit in sorted(under) for each in under[limit]]
        self._limits = [limit for limit, _ in pairs]
        self._least, self._greatest = self._limits[0], self._limits[-1]
        self._candidates = tuple(each for _, each in pairs)


class OverFinder(_Limits):
    """Those whose limit a number exceeds."""

    __slots__ = ()

    def find(self, event: Event, scans: Scans, found: list[Sequence[Candidate]]) -> None:
        """Add them."""
        for number in event.numbers[self._field]:
            if number > self._least:
                found.append(self._candidates[: bisect_left(self._limits, number)])


class AtLeastFinder(_Limits):
    """Those whose limit a number reaches."""

    __slots__ = ()

    def find(self, event: Event, scans: Scans, found: list[Sequence[Candidate]]) -> None:
        """Add them."""
        for number in event.numbers[self._field]:
            if number >= self._least:
                found.append(self._candidates[: bisect_right(self._limits, number)])


class UnderFinder(_Limits):
    """Those whose limit is above a number."""

    __slots__ = ()

    def find(self, event: Event, scans: Scans, found: list[Sequence[Candidate]]) -> None:
        """Add them."""
        for number in event.numbers[self._field]:
            if number < self._greatest:
                found.append(self._candidates[bisect_right(self._limits, number) :])


class AtMostFinder(_Limits):
    """Those whose limit a number does not exceed."""

    __slots__ = ()

    def find(self, event: Event, scans: Scans, found: list[Sequence[Candidate]]) -> None:
        """Add them."""
        for number in event.numbers[self._field]:
            if number <= self._greatest:
                found.append(self._candidates[bisect_left(self._limits, number) :])
