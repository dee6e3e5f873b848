"""Long lists of values, and rare equalities, by hash."""

from __future__ import annotations

from collections.abc import Sequence

from engine.matching.event import Event, View
from engine.matching.index.column import UNKNOWN, Column, options
from engine.matching.index.looks.look import Offer


class ValueLook:
    """The values of a field that some rule names."""

    __slots__ = ("_column",)

    def __init__(self, view: View, values: Sequence[str]) -> None:
        self._column = Column(view, values)

    def offer(self, event: Event) -> Offer:
        """Those of them that the event has."""
        key = self._column.key(event)
        return () if key is UNKNOWN else options(key)
