"""Signs of life: written while it runs, gone when it stops, and judged by who only sees the file."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.bot.pulse import BLIND_MS, PULSE, SILENT_MS, Beating, Pulse, read_pulse
from engine.errors import TocsinError
from engine.runtime.engine import Status
from tests.support.loop import T0, Clock

WELL = Pulse(at=T0, pid=1, is_open=True, blind_since=None, lag=0, rulebook="r")


def status(**fields: Any) -> Status:
    usual = dict.fromkeys(Status.__struct_fields__, 0)
    return Status(**{**usual, "rulebook": "r", "is_open": True, "in_gap": False, **fields})


@contextlib.asynccontextmanager
async def beating(data: Path, told: Status, clock: Clock) -> Any:
    task = asyncio.create_task(Beating(data, lambda: told, lambda: ["house"], clock, every=0.01).run())
    await asyncio.sleep(0.05)
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_it_is_written_while_it_runs_and_gone_afterwards(tmp_path: Path) -> None:
    clock = Clock()
    async with beating(tmp_path, status(lag=3), clock):
        first = read_pulse(tmp_path)
        clock.now += 5
        await asyncio.sleep(0.05)
        assert read_pulse(tmp_path) == msgspec.structs.replace(first, at=T0 + 5)
    assert (first.lag, list(first.held), first.troubles(T0)) == (3, ["house"], [])
    with pytest.raises(TocsinError, match="no bot is running here"):
        read_pulse(tmp_path)


async def test_how_long_it_has_been_blind_counts_from_the_first_sign(tmp_path: Path) -> None:
    clock, told = Clock(), status(in_gap=True)
    async with beating(tmp_path, told, clock):
        clock.now += BLIND_MS + 1
        await asyncio.sleep(0.05)
        blind = read_pulse(tmp_path)
        told.in_gap = False
        await asyncio.sleep(0.05)
        assert read_pulse(tmp_path).blind_since is None
    assert blind.blind_since == T0
    assert blind.troubles(clock.now) == ["not connected to Discord for 5 min"]


def test_a_short_gap_is_no_trouble() -> None:
    blind = msgspec.structs.replace(WELL, blind_since=T0 - BLIND_MS)
    assert blind.troubles(T0) == []


def test_silence_is_the_only_thing_said_of_who_is_silent() -> None:
    dead = msgspec.structs.replace(WELL, is_open=False)
    assert dead.troubles(T0 + SILENT_MS) != dead.troubles(T0 + SILENT_MS + 1)
    assert dead.troubles(T0 + SILENT_MS + 1) == [
        "no sign of life for 45 s: it was killed, or hangs; start it anew"
    ]


def test_a_sign_of_life_from_before_the_clock_was_set_back_is_none() -> None:
    assert WELL.troubles(T0 - SILENT_MS) == []
    (line,) = WELL.troubles(T0 - SILENT_MS - 1_000)
    assert line.startswith("the last sign of life is 46 s ahead of the clock")


def test_a_closed_journal_is_trouble() -> None:
    closed = msgspec.structs.replace(WELL, is_open=False)
    assert closed.troubles(T0)[0].startswith("the journal cannot be written")


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff", b'{"at": "now"}'])
def test_what_is_no_sign_of_life_is_one_line(tmp_path: Path, body: bytes) -> None:
    (tmp_path / PULSE).write_bytes(body)
    with pytest.raises(TocsinError, match="cannot be read"):
        read_pulse(tmp_path)


async def test_a_folder_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    async with beating(tmp_path / "gone", status(), Clock()):
        (tmp_path / "gone").mkdir()
        await asyncio.sleep(0.05)
        assert read_pulse(tmp_path / "gone").rulebook == "r"


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield channel


async def test_systemd_hears_of_it(tmp_path: Path, systemd: socket.socket) -> None:
    async with beating(tmp_path, status(), Clock()):
        assert [systemd.recv(100), systemd.recv(100)] == [b"READY=1", b"WATCHDOG=1"]
    said = b""
    while said != b"STOPPING=1":
        said = systemd.recv(100)
