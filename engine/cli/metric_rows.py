"""The rows of a CSV file of one metric: read as a stream, what cannot be read is named. Knows no detector."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Final

import msgspec

from engine.cli.json_lines import LONGEST_LINE, STDIN, file_size, open_file
from engine.cli.output import Progress
from engine.cli.times import parse_seconds
from engine.diagnostics.nearest import did_you_mean
from engine.errors import UsageError

_MOST_NAMED: Final = 20
_LONGEST_HEADER: Final = 200
_LONGEST_QUOTE: Final = 40
_NO_SIGN: Final = "\ufffd"
"""Stands for bytes that are no UTF-8."""


class MetricRow(msgspec.Struct, frozen=True):
    """A time (POSIX seconds) and a value with their spelling. One that is not `readable` has zeros."""

    time_text: str
    value_text: str
    time: float = 0.0
    value: float = 0.0
    readable: bool = True


class MetricRows:
    """The rows below the header. `bad` counts those that cannot be read; each is named, up to twenty."""

    def __init__(self, path: str, lines: TextIOWrapper, columns: tuple[str, str], progress: Progress) -> None:
        self.bad = 0
        self._path = path
        self._progress = progress
        csv.field_size_limit(LONGEST_LINE)
        self._reader = csv.reader(self._counted(lines))
        self._places = self._header(columns)
        self._above = self._reader.line_num
        self._first = self._next()
        if self._first is None:
            raise UsageError(f"{path}: has no rows below its header")

    def __iter__(self) -> Iterator[MetricRow]:
        """Raises `UsageError` where the file is no CSV any more."""
        row, before = self._first, self._above
        while row is not None:
            if row:
                yield self._row(row, before + 1)
            before = self._reader.line_num
            row = self._next()
        if self.bad > _MOST_NAMED:
            self._progress.note(f"{self._path}: and {self.bad - _MOST_NAMED} more rows that cannot be read")

    def _counted(self, lines: TextIOWrapper) -> Iterator[str]:
        for line in lines:
            self._progress.advance(len(line))
            yield line

    def _next(self) -> list[str] | None:
        """The next row; None at the end."""
        try:
            return next(self._reader, None)
        except csv.Error as error:
            line = self._reader.line_num
            raise UsageError(f"{self._path}:{line}: is no CSV from here on ({error})") from error

    def _header(self, columns: tuple[str, str]) -> tuple[int, int]:
        header = [each.strip() for each in self._next() or []]
        if any(_NO_SIGN in each for each in header):
            raise UsageError(f"{self._path}: is not UTF-8 text; save it as that")
        if not any(header):
            raise UsageError(f"{self._path}: is empty; it should begin with a header such as timestamp,value")
        return self._place(header, columns[0], "--timestamp"), self._place(header, columns[1], "--value")

    def _place(self, header: list[str], column: str, option: str) -> int:
        if column in header:
            return header.index(column)
        meant = did_you_mean(column, header) or f"name it with {option}"
        there = _short(", ".join(header), _LONGEST_HEADER)
        raise UsageError(f"{self._path}: has no column `{column}`, only {there}; {meant}")

    def _row(self, row: list[str], line: int) -> MetricRow:
        """A row that begins in a line; where a quote is not closed it has all lines below."""
        time_text, value_text = (row[place] if place < len(row) else "" for place in self._places)
        try:
            time = parse_seconds(time_text)
        except ValueError as error:
            return self._bad(line, time_text, value_text, f"the time {_quoted(time_text)}: {error}")
        try:
            value = float(value_text.replace("_", "?"))
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            return self._bad(line, time_text, value_text, f"the value {_quoted(value_text)} is no number")
        return MetricRow(time_text, value_text, time, value)

    def _bad(self, line: int, time_text: str, value_text: str, what: str) -> MetricRow:
        self.bad += 1
        if self.bad <= _MOST_NAMED:
            last = self._reader.line_num
            until = f" (a quote makes one row of all lines up to {last})" if last > line else ""
            self._progress.note(f"{self._path}:{line}: {what}; it scores 0{until}")
        return MetricRow(time_text, value_text, readable=False)


def _quoted(text: str) -> str:
    return f"`{_short(text, _LONGEST_QUOTE)}`".replace("\r", "\\r").replace("\n", "\\n")


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


@contextmanager
def read_rows(path: str, timestamp: str, value: str, progress: Progress) -> Iterator[MetricRows]:
    """The rows of a file. Raises `UsageError` for one that is no CSV with these columns."""
    file = open_file(path)
    progress.start(file_size(file))
    lines = TextIOWrapper(file, "utf-8-sig", errors="replace", newline="")
    try:
        yield MetricRows(path, lines, (timestamp, value), progress)
    finally:
        progress.clear()
        lines.detach()
        if path != STDIN:
            file.close()
