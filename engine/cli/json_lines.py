"""Files of one JSON object a line: opened, read as a stream, and bad lines named. Knows no signals.

Lines end at a line feed and at nothing else: U+2028 and its like may stand inside a text.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

import msgspec

from engine.cli.output import Progress
from engine.errors import UsageError

STDIN: Final = "-"
LONGEST_LINE: Final = 16 * 1024 * 1024
"""Bytes; a longer line is named and passed over without being held in memory."""

BOM: Final = b"\xef\xbb\xbf"
_LOOK: Final = 4096
_MOST_NAMED: Final = 20


def open_file(path: str) -> BinaryIO:
    """Open a file for reading bytes; `-` is the standard input. Raises `UsageError` with one clear line."""
    if path == STDIN:
        return sys.stdin.buffer
    try:
        return Path(path).open("rb")
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such file") from error
    except IsADirectoryError as error:
        raise UsageError(f"{path}: is a folder; name a file in it") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read ({_reason(error)})") from error


class Lines:
    """The JSON objects of a file with their line numbers, from 0. Blank lines count and are passed over.

    A line that is no JSON object is named on the standard error, as are those that `reject` is
    told of; `bad` counts them. Use as a context.
    """

    def __init__(self, path: str, progress: Progress) -> None:
        self.path = path
        self.bad = 0
        self._progress = progress
        self._file = open_file(path)
        progress.start(file_size(self._file))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.clear()
        if self.bad > _MOST_NAMED:
            self._progress.note(f"{self.path}: and {self.bad - _MOST_NAMED} more bad lines")
        if self.path != STDIN:
            self._file.close()

    def __iter__(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Raises `UsageError` for a file that is not text at all, or cannot be read further."""
        try:
            yield from self._objects()
        except OSError as error:
            raise UsageError(f"{self.path}: cannot be read ({_reason(error)})") from error

    def reject(self, number: int, what: str) -> None:
        """Name a bad line. Events count from 0, lines of a text from 1: people are told both."""
        self.bad += 1
        if self.bad <= _MOST_NAMED:
            self._progress.note(f"{self.path}:{number + 1}: event {number} {what}; it is left out")

    def _objects(self) -> Iterator[tuple[int, dict[str, Any]]]:
        number = 0
        for number, line in enumerate(raw_lines(self._file), start=1):
            if number == 1:
                line = line.removeprefix(BOM)  # noqa: PLW2901 - some editors put one there
                if b"\0" in line[:_LOOK]:
                    raise UsageError(f"{self.path}: is not UTF-8 text; one JSON object a line is wanted")
            self._progress.advance(len(line))
            if not line.strip():
                continue
            try:
                found = parse_object(line)
            except ValueError as error:
                self.reject(number - 1, str(error))
            else:
                yield number - 1, found
        if not number:
            self._progress.note(f"{self.path}: is empty")


def raw_lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is longer than any may be, its beginning."""
    read = file.readline
    while line := read(LONGEST_LINE + 1):
        yield line
        if _is_cut(line):
            _skip_line(read)


def parse_object(line: bytes) -> dict[str, Any]:
    """One JSON object. Raises `ValueError` with what is wrong, to follow after `the line`."""
    if _is_cut(line):
        raise ValueError(f"is longer than {LONGEST_LINE >> 20} MiB")
    try:
        value = msgspec.json.decode(line)
    except RecursionError as error:
        raise ValueError("nests too deep") from error
    except UnicodeDecodeError as error:
        raise ValueError("is not UTF-8 text") from error
    except msgspec.DecodeError as error:
        raise ValueError(f"is not JSON ({str(error).removeprefix('JSON is malformed: ')})") from error
    if not isinstance(value, dict):
        raise ValueError("is not a JSON object")  # noqa: TRY004 - it is the text that is wrong
    return value


def _is_cut(line: bytes) -> bool:
    return len(line) > LONGEST_LINE and not line.endswith(b"\n")


def _skip_line(read: Callable[[int], bytes]) -> None:
    while (rest := read(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


def file_size(file: BinaryIO) -> int:
    """In bytes; 0 for a pipe."""
    try:
        return os.fstat(file.fileno()).st_size
    except (OSError, ValueError):
        return 0


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
