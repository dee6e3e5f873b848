"""The entrance: what was fetched goes in as if it had been dispatched, by the same sensors and ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Protocol

from engine.bot.sensors import Context, sense
from engine.errors import StoreError
from engine.signal import Signal

SOURCE: Final = "backfill"
"""The `source` of every signal that was fetched."""


class Door(Protocol):
    """What back-fill needs of the engine."""

    @property
    def is_open(self) -> bool:
        """Whether signals are taken in."""

    def ingest(self, signal: Signal, *, had_back: bool = False) -> bool:
        """False when it is known already, malformed, or nothing is taken in."""


class Entrance:
    """Knows the one context of all sensors, and the door."""

    def __init__(self, door: Door, context: Context) -> None:
        self._door = door
        self.context = context

    def take(self, event: str, *args: Any) -> int:
        """Sense an event that was fetched; how many signals of it were new. Raises `StoreError`."""
        return self.put(sense(event, args, self.context))

    def put(self, signals: Iterable[Signal]) -> int:
        """Take signals in; how many of them were new. Raises `StoreError` when the journal takes nothing.

        Whoever reads on after that would move its bookmark over what was never taken in.
        """
        new = 0
        for signal in signals:
            signal.data["source"] = SOURCE
            new += self._door.ingest(signal, had_back=True)
        if not self._door.is_open:
            raise StoreError("the journal takes nothing in: back-fill goes on where it stands, after a start")
        return new
