"""Fields, or texts of a form, that must be there."""

from __future__ import annotations

from collections.abc import Sequence

from engine.matching.event import ABSENT, Event, View
from engine.matching.index.looks.look import Offer


class PresenceLook:
    """One field that some rule wants; of a form, such as its hosts, at least one text."""

    __slots__ = ("_view",)

    def __init__(self, view: View, keys: Sequence[bool]) -> None:
        del keys  # there is but one
        self._view = view

    def offer(self, event: Event) -> Offer:
        """Whether it is there."""
        if isinstance(self._view, str):
            return () if event.find(self._view) is ABSENT else (True,)
        return (True,) if event.texts[self._view] else ()
