"""Signals that wait for the rest of their burst: taken in one after another they cost a quarter less.

Discord's events come in bursts, and between two of them discord.py leaves the processor's caches full of
its own work. So what an event says is worked out at once, as long as the client's cache fits it, and taken
in with its neighbours when the loop has its turn: a slice at a time, so that whoever clicked is answered
between two slices, however long the burst. The order is that of arrival.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from engine.signal import Signal

SLICE_S: Final = 0.005
"""For so long the loop is held before others have their turn, and for one signal more."""
FEW: Final = 64
"""So many are gone through at once before something that must not overtake them."""
MOST: Final = 32_768
"""When so many wait, no more is to be read before there is room: each is a little more than a kilobyte."""


class Intake:
    """In front of one door, `take`. What that raises on, by a fault of ours, is told to `failed`."""

    def __init__(
        self, take: Callable[[Signal], object], failed: Callable[[Signal, Exception], object]
    ) -> None:
        self._take = take
        self._failed = failed
        self._waiting: deque[Signal] = deque()
        self._taken = 0
        self._until: list[tuple[int, asyncio.Future[None]]] = []
        self._next: asyncio.Handle | None = None
        self._is_emptying = False

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, signal: Signal) -> None:
        """Take a signal in with its neighbours, in this turn of the loop or one of the next."""
        self._waiting.append(signal)
        if self._next is None:
            self._next = asyncio.get_running_loop().call_soon(self._slice)

    def empty(self) -> None:
        """Take in now all that waits. A signal that fails harms no other."""
        self._go(float("inf"))

    def empty_few(self) -> None:
        """The same, unless too many wait: then they are left to their slices, and are overtaken."""
        if len(self._waiting) <= FEW:
            self.empty()

    def has_of(self, person: int) -> bool:
        """Whether something waits that somebody did, or that was done to them."""
        return any(_is_of(person, each) for each in self._waiting)

    async def caught_up(self, person: int | None = None) -> None:
        """Return once all that waits now is taken in; of a person, once that is which `has_of` means."""
        count = len(self._waiting)
        while count and person is not None and not _is_of(person, self._waiting[count - 1]):
            count -= 1
        await self._passed(self._taken + count)

    def drop(self) -> None:
        """Take nothing of it in, as a kill would."""
        self._waiting.clear()

    async def room(self) -> None:
        """Return once more may come."""
        await self._passed(self._taken + len(self._waiting) - MOST + 1)

    async def _passed(self, count: int) -> None:
        if count > self._taken:
            future = asyncio.get_running_loop().create_future()
            self._until.append((count, future))
            await future

    def _slice(self) -> None:
        loop = asyncio.get_running_loop()
        self._next = None
        self._go(loop.time() + SLICE_S)
        if self._waiting and self._next is None:
            self._next = loop.call_soon(self._slice)

    def _go(self, until: float) -> None:
        """Take in what waits, at least one, until an instant of the loop's clock."""
        if self._is_emptying or not self._waiting:
            return
        self._is_emptying = True
        clock = asyncio.get_running_loop().time
        try:
            while self._waiting:
                self._one(self._waiting.popleft())
                if clock() >= until:
                    break
        finally:
            self._is_emptying = False
        self._tell()

    def _one(self, signal: Signal) -> None:
        self._taken += 1
        try:
            self._take(signal)
        except Exception as error:  # noqa: BLE001 - the client and the other signals must live
            self._failed(signal, error)

    def _tell(self) -> None:
        """Whoever waited for what is taken in now goes on."""
        if not self._until:
            return
        due = [future for count, future in self._until if count <= self._taken]
        self._until = [each for each in self._until if each[0] > self._taken]
        for future in due:
            if not future.done():
                future.set_result(None)


def _is_of(person: int, signal: Signal) -> bool:
    return person in (signal.actor, signal.target)
