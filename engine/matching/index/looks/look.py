"""What looks and tables are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol

from engine.matching.event import Event
from engine.matching.index.entry import Candidate

Offer = Collection[Any]
"""What an event has that some rule of the segment looks for; empty when there is nothing."""
Found = list[Sequence[Candidate]]


class Look(Protocol):
    """Works out what an event offers."""

    def offer(self, event: Event) -> Offer:
        """Those of the rules' keys that it meets; of limits the numbers that pass one."""


class Table(Protocol):
    """Adds the candidates whom an offer concerns; the same one may be added more than once."""

    def find(self, offer: Offer, found: Found) -> None:
        """Add them."""


Find = Callable[[Offer, Found], None]
"""What a table does."""
