"""What a back-fill came to: what was had back, and what could not be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec

NEVER: Final = ("message_edits", "message_deletes", "reactions", "voice")
"""What Discord tells once, as it happens, and keeps nowhere."""

HAD_BACK: Final = ("audit_entries", "messages", "joins", "differences")
"""Counts of signals that nobody had told of."""


class Found(msgspec.Struct):
    """Counts of signals that were new. `missing` names what could not be had back, or not all of it.

    `is_settled`: of the audit log there is nothing left to try again. `is_done`: it was said.
    """

    audit_entries: int = 0
    messages: int = 0
    joins: int = 0
    differences: int = 0
    unread_channels: int = 0
    missing: set[str] = msgspec.field(default_factory=set)
    is_settled: bool = False
    is_done: bool = False

    def lacks(self, *what: str) -> None:
        """Say what could not be had back."""
        self.missing.update(what)

    def has(self, what: str) -> None:
        """Say that it was had back after all."""
        self.missing.discard(what)

    def told(self, seconds: int, **more: int) -> dict[str, Any]:
        """As `backfill.done` says it."""
        data = {
            "seconds": seconds,
            "audit_entries": self.audit_entries,
            "messages": self.messages,
            "joins": self.joins,
            "differences": self.differences,
            "missing": [*NEVER, *sorted(self.missing)],
            **more,
        }
        return data | ({"unread_channels": self.unread_channels} if self.unread_channels else {})


def in_all(found: Iterable[Found]) -> Found:
    """The sum over guilds."""
    total = Found()
    for each in found:
        total.audit_entries += each.audit_entries
        total.messages += each.messages
        total.joins += each.joins
        total.differences += each.differences
        total.unread_channels += each.unread_channels
        total.missing |= each.missing
    return total
