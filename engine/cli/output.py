"""What a command says: results to the standard output, all else to the standard error. Knows no command."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from typing import Final

from rich.console import Console
from rich.table import Table

from engine.diagnostics.screen import safe

_ERASE: Final = "\r\x1b[K"
_EVERY_SECONDS: Final = 0.2
_WIDEST: Final = 1000


def open_streams() -> None:
    """Where a standard stream was closed before the start, what is said goes nowhere.

    Else the next file to be opened would take its place, and what was meant for people go into that.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free is this one
        if getattr(sys, name) is None:
            mode = "w" if number else "r"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def out(line: bytes) -> None:
    """One line of a result, UTF-8 whatever the terminal's locale, as it comes when a person looks on."""
    sys.stdout.buffer.write(line + b"\n")
    if sys.stdout.isatty():
        sys.stdout.buffer.flush()


def say(text: str) -> None:
    """One or more lines of a result for people."""
    out(text.encode(errors="backslashreplace"))


def show(table: Table) -> None:
    """A table of results, whole: an id that is cut off is no id. What is too long a terminal wraps."""
    console = Console(width=_WIDEST, highlight=False, soft_wrap=True)
    with console.capture() as captured:
        console.print(table)
    say("\n".join(line.rstrip() for line in captured.get().rstrip("\n").split("\n")))


def counted(number: int, what: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def note(text: str) -> None:
    """Beside the results: what is wrong, and what to do. It may hold anybody's text.

    That nobody can hear it, on a full disk or behind a closed pipe, ends nothing.
    """
    lines = "\n".join(map(safe, text.split("\n")))
    with suppress(OSError):
        sys.stderr.buffer.write(lines.encode() + b"\n")
        sys.stderr.buffer.flush()


class Progress:
    """How far a long job is, on a terminal, beside its results; silent in a pipe."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._total = 0
        self._done = 0
        self._next = time.monotonic() + _EVERY_SECONDS
        self._shown = False
        self._wanted = sys.stderr.isatty()

    def start(self, total: int) -> None:
        """`total` is in bytes, or whatever is counted; 0 when nobody knows it."""
        self._total = total

    def advance(self, size: int) -> None:
        """`size` more of them are done."""
        self._done += size
        if self._wanted and time.monotonic() >= self._next:
            self._show()

    def clear(self) -> None:
        """Take it off the screen."""
        if self._shown:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
            self._shown = False

    def out(self, line: bytes) -> None:
        """One line of a result."""
        self.clear()
        out(line)

    def note(self, text: str) -> None:
        """One line beside the results."""
        self.clear()
        note(text)

    def _show(self) -> None:
        share = f"{100 * self._done // self._total} %" if self._total else f"{self._done >> 20} MiB"
        sys.stderr.write(f"{_ERASE}{safe(self._what)}: {share}")
        sys.stderr.flush()
        self._shown = True
        self._next = time.monotonic() + _EVERY_SECONDS
