"""Long lists of values, and rare equalities, by hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.matching.event import Event, View
from engine.matching.index.column import Column, options
from engine.matching.index.entry import Candidate
from engine.matching.index.scan import Scans


class ValueFinder:
    """The candidates under each value."""

    __slots__ = ("_column", "_under")

    def __init__(self, view: View, under: Mapping[str, Sequence[Candidate]]) -> None:
        self._column = Column(view, under)
        self._under = under

    def find(self, event: Event, scans: Scans, found: list[Sequence[Candidate]]) -> None:
        """Add those of the values that the field holds."""
        found += [self._under[value] for value in options(self._column.key(event))]
