"""A socket that has always more to read leaves the loop to others from time to time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from engine.bot import breathing as breathing_module
from engine.bot.breathing import breathing

FRAMES = 100


class Socket:
    """One whose next frame is there already, as in a burst."""

    def __init__(self) -> None:
        self.read = 0

    async def receive(self, seconds: float | None = None) -> int:
        self.read += 1
        return self.read


async def reading(socket: Any) -> None:
    while await socket.receive(60.0) < FRAMES:
        pass


async def connected(room: Any) -> Any:
    async def connect(url: str, *, compress: int) -> Any:
        assert (url, compress) == ("wss://gateway", 0)
        return Socket()

    return await breathing(connect, room)("wss://gateway", compress=0)


async def roomy() -> None:
    """There is always room."""


async def test_others_have_their_turn_in_the_midst_of_a_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breathing_module, "SLICE_S", 0)
    socket = await connected(roomy)
    task = asyncio.create_task(reading(socket))
    turns = 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns >= FRAMES


async def test_within_a_slice_nothing_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breathing_module, "SLICE_S", 3_600)
    socket = await connected(roomy)
    task = asyncio.create_task(reading(socket))
    await asyncio.sleep(0)
    assert task.done()


async def test_nothing_is_read_before_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breathing_module, "SLICE_S", 0)
    room = asyncio.Event()
    socket = await connected(room.wait)
    task = asyncio.create_task(reading(socket))
    for _ in range(10):
        await asyncio.sleep(0)
    assert socket.read == 0
    room.set()
    await task
    assert socket.read == FRAMES
