"""Literals that stand somewhere in a text: what the scan of the view found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.matching.event import Event
from engine.matching.index.entry import Candidate
from engine.matching.index.scan import Scan, Scans


class LiteralFinder:
    """The candidates under each literal."""

    __slots__ = ("_scan", "_under")

    def __init__(self, scan: Scan, under: Mapping[str, Sequence[Candidate]]) -> None:
        self._scan = scan
        self._under = under

    def find(self, event: Event, scans: Scans, found: list[Sequence[Candidate]]) -> None:
        """Add those of the literals that were found."""
        del event
        for literal in scans[self._scan]:
            candidates = self._under.get(literal)
            if candidates is not None:
                found.append(candidates)
