"""What is put into an index."""

from __future__ import annotations

import msgspec

from engine.matching.conditions import Condition
from engine.matching.event import Event, Test


class Entry(msgspec.Struct, frozen=True):
    """A condition under a key of its own, and its test as the interpreter makes it.

    Without a condition nothing is known of the test, and it is always asked; without a test either, the
    entry is met by every event. `scopes`: it is asked only for events of one of these; None for any.
    """

    key: str
    condition: Condition | None = None
    test: Test | None = None
    scopes: frozenset[int] | None = None

    def holds(self, event: Event) -> bool:
        """What the test says."""
        return self.test is None or self.test(event)


Candidate = tuple[str, Test | None]
"""A key, and what is still to be asked before it is met; None: nothing."""
