"""A command test is one text file: the command, files, and what it must print. This reads and runs one.

    # What the case shows.
    $ tocsin match --rules rules --events events.jsonl
    exit 1
    -- rules/bans.yml --
    ...
    -- stdout --
    ...

`[...]` in what is expected stands for any text within a line, on a line of its own for any lines.
A stream without a section must stay empty. Sections: `stdin`, `stdout`, `stderr`; every other one
is a file. `<U+2028>` and its like stand for the character.
"""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.cli import main

_SECTION = re.compile(r"^-- (\S+) --\n", re.MULTILINE)
_ESCAPE = re.compile(r"<U\+([0-9A-F]{4})>")
_STREAMS = ("stdin", "stdout", "stderr")

Capture = Callable[[], tuple[bytes, bytes]]


class Case:
    """One parsed case. `args` are those behind `tocsin`."""

    def __init__(self, text: str) -> None:
        head, *rest = _SECTION.split(text)
        self.sections = dict(zip(rest[::2], map(_unescaped, rest[1::2]), strict=True))
        lines = [line for line in head.splitlines() if line and not line.startswith("#")]
        command, exit_line = lines
        assert command.startswith("$ tocsin"), command
        self.args = shlex.split(command.removeprefix("$ tocsin"))
        self.exit = int(exit_line.removeprefix("exit "))

    def lay_out(self, folder: Path) -> None:
        """Write the files of the case."""
        for name, body in self.sections.items():
            if name not in _STREAMS:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(body, encoding="utf-8", newline="")

    def expected(self, stream: str) -> re.Pattern[str]:
        """What a stream must hold, as a pattern of the whole of it."""
        pattern = re.escape(self.sections.get(stream, ""))
        pattern = pattern.replace("\\[\\.\\.\\.\\]\\\n", "(?:[^\n]*\n)*")
        return re.compile(pattern.replace("\\[\\.\\.\\.\\]", "[^\n]*"))


def run(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch, capture: Capture) -> tuple[int, str, str]:
    """Run a case in a folder, inside this process; its exit code and what it printed."""
    case.lay_out(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(case.sections.get("stdin", "").encode())))
    code = main(case.args)
    out, err = capture()
    return code, out.decode(), err.decode()


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
