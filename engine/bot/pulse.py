"""Signs of life: a small file that the running bot writes again and again, for whoever watches over it.

`tocsin status --check` reads it, and so can a container's health check. Under systemd each sign is told
to it, too, so that a bot that hangs is started anew. Knows no Discord.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
import structlog

from engine.errors import TocsinError
from engine.runtime.engine import Status

PULSE: Final = "pulse.json"
EVERY_S: Final = 10.0
SILENT_MS: Final = 45_000
"""Without a sign of life for so long it hangs, was killed, or its machine slept. One that lies as far ahead
is of before the clock was set back: who lives gives another within seconds."""
BLIND_MS: Final = 5 * 60_000
"""Discord's own outages are often shorter; what was missed is fetched afterwards."""
_NOTIFY: Final = "NOTIFY_SOCKET"
_log = structlog.get_logger()


class Pulse(msgspec.Struct, frozen=True):
    """One sign of life. Times in milliseconds since 1970.

    `held` are packs that are not in force as their files say.
    """

    at: int
    pid: int
    is_open: bool
    blind_since: int | None
    lag: int
    rulebook: str
    held: Sequence[str] = ()

    def troubles(self, now: int) -> list[str]:
        """What a supervisor should act on, one line each; nothing when all is well."""
        silent = now - self.at
        if silent > SILENT_MS:
            return [f"no sign of life for {silent // 1000} s: it was killed, or hangs; start it anew"]
        if -silent > SILENT_MS:
            ahead = f"the last sign of life is {-silent // 1000} s ahead of the clock, which was set back"
            return [f"{ahead}: look again in a minute, and if there is no newer one, start it anew"]
        found = []
        if not self.is_open:
            found.append("the journal cannot be written: look at the disk; nothing is taken in until then")
        if self.blind_since is not None and now - self.blind_since > BLIND_MS:
            found.append(f"not connected to Discord for {(now - self.blind_since) // 60_000} min")
        return found


class Beating:
    """Writes signs of life into the folder `data` until it is cancelled, and removes the last one then."""

    def __init__(
        self,
        data: Path,
        status: Callable[[], Status],
        held: Callable[[], Sequence[str]],
        clock: Callable[[], int],
        every: float = EVERY_S,
    ) -> None:
        self._path = data / PULSE
        self._status = status
        self._held = held
        self._clock = clock
        self._every = every
        self._blind_since: int | None = None
        self._failed = False

    async def run(self) -> None:
        """Beat. That the file cannot be written is said once: the watcher sees it by itself."""
        tell("READY=1")
        try:
            while True:
                self._beat()
                await asyncio.sleep(self._every)
        finally:
            tell("STOPPING=1")
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _beat(self) -> None:
        status, now = self._status(), self._clock()
        if not status.in_gap:
            self._blind_since = None
        elif self._blind_since is None:
            self._blind_since = now
        pulse = Pulse(
            at=now,
            pid=os.getpid(),
            is_open=status.is_open,
            blind_since=self._blind_since,
            lag=status.lag,
            rulebook=status.rulebook,
            held=self._held(),
        )
        try:
            made = self._path.with_name(f"{PULSE}.part")
            made.write_bytes(msgspec.json.encode(pulse))
            made.replace(self._path)
        except OSError as error:
            if not self._failed:
                _log.warning("pulse.not_written", path=str(self._path), reason=error.strerror)
            self._failed = True
        tell("WATCHDOG=1")


def read_pulse(data: Path) -> Pulse:
    """The last sign of life in a folder. Raises `TocsinError` where there is none."""
    try:
        return msgspec.json.decode((data / PULSE).read_bytes(), type=Pulse)
    except FileNotFoundError as error:
        raise TocsinError(f"{data}: no bot is running here, or it was stopped in order") from error
    except (OSError, msgspec.DecodeError) as error:
        raise TocsinError(f"{data / PULSE}: cannot be read; is it another user's?") from error


def tell(what: str) -> None:
    """Tell systemd, where it listens: the protocol is that of `sd_notify(3)`."""
    address = os.environ.get(_NOTIFY, "")
    if not address:
        return
    if address.startswith("@"):  # a name that stands in no file system
        address = "\0" + address[1:]
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.sendto(what.encode(), address)
