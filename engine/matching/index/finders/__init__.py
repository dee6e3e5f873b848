"""Finders: each holds the candidates of one bucket that are looked up in one way in one view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol

from engine.matching.event import Event, View
from engine.matching.index.entry import Candidate
from engine.matching.index.finders.ends import PrefixFinder, SuffixFinder
from engine.matching.index.finders.limits import AtLeastFinder, AtMostFinder, OverFinder, UnderFinder
from engine.matching.index.finders.presence import PresenceFinder
from engine.matching.index.finders.values import ValueFinder
from engine.matching.index.lookups import Way
from engine.matching.index.scan import Scans


class Finder(Protocol):
    """Adds the candidates whose look-up an event meets; the same one may be added more than once."""

    def find(self, event: Event, scans: Scans, found: list[Sequence[Candidate]]) -> None: ...


FINDERS: Final[Mapping[Way, Callable[[View, Mapping[Any, Sequence[Candidate]]], Finder]]] = {
    Way.VALUE: ValueFinder,
    Way.PREFIX: PrefixFinder,
    Way.SUFFIX: SuffixFinder,
    Way.OVER: OverFinder,
    Way.AT_LEAST: AtLeastFinder,
    Way.UNDER: UnderFinder,
    Way.AT_MOST: AtMostFinder,
    Way.PRESENCE: PresenceFinder,
}
"""By way: made from a view and the candidates by key. Literals have one scan for all buckets beside it."""
