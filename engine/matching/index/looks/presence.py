"""Fields that must be there."""

from __future__ import annotations

from collections.abc import Sequence

from engine.matching.event import ABSENT, Event, View
from engine.matching.index.looks.look import Offer


class PresenceLook:
    """One field that some rule wants."""

    __slots__ = ("_field",)

    def __init__(self, view: View, keys: Sequence[bool]) -> None:
        assert isinstance(view, str), view
        del keys  # there is but one
        self._field = view

    def offer(self, event: Event) -> Offer:
        """Whether it is there."""
        return () if event.find(self._field) is ABSENT else (True,)
