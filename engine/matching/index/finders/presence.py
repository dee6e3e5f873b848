"""Fields that must be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.matching.event import ABSENT, Event, View
from engine.matching.index.entry import Candidate
from engine.matching.index.scan import Scans


class PresenceFinder:
    """The candidates that want one field."""

    __slots__ = ("_candidates", "_field")

    def __init__(self, view: View, under: Mapping[bool, Sequence[Candidate]]) -> None:
        assert isinstance(view, str), view
        self._field = view
        self._candidates = under[True]

    def find(self, event: Event, scans: Scans, found: list[Sequence[Candidate]]) -> None:
        """Add them where the field is there."""
        if event.find(self._field) is not ABSENT:
            found.append(self._candidates)
