"""`tocsin anomaly score`: a file of one metric, and how unusual each of its values was when it came."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Final, TextIO

import typer

from engine.cli.json_lines import STDIN
from engine.cli.metric_rows import MetricRows, read_rows
from engine.cli.output import Progress
from engine.errors import UsageError
from engine.systems.baseline import Detector

_FILE: Final = "A CSV file with a header, its rows in time order; - is the standard input."
_TIMESTAMP: Final = "The column of times: ISO 8601 or POSIX seconds."
_VALUE: Final = "The column of values."
_OUT: Final = "Where the result goes instead of the standard output."
_PLACES: Final = 9


def score(
    file: Annotated[str, typer.Argument(metavar="FILE", help=_FILE)],
    timestamp: Annotated[str, typer.Option(metavar="COL", help=_TIMESTAMP)] = "timestamp",
    value: Annotated[str, typer.Option(metavar="COL", help=_VALUE)] = "value",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help=_OUT)] = None,
) -> int:
    """Score each value of one metric by how unusual it was.

    Prints CSV: timestamp, value and anomaly_score, from 0 to below 1; 0.5 is once in ten thousand.
    Rows are taken one by one: no score knows what comes later. A row whose time or value cannot be
    read scores 0, is named, and teaches nothing.
    """
    if out is not None and file != STDIN and out.exists() and out.samefile(file):
        raise UsageError(f"{out}: would be written over while it is read; name another file")
    progress = Progress(file)
    with read_rows(file, timestamp, value, progress) as rows, _result(out) as result:
        _score(rows, result)
    return int(rows.bad > 0)


def _score(rows: MetricRows, result: TextIO) -> None:
    writer = csv.writer(result, lineterminator="\n")
    writer.writerow(("timestamp", "value", "anomaly_score"))
    detector = Detector()
    for row in rows:
        rarity = 0.0
        if row.readable:
            rarity = detector.score_one(row.time, row.value)
            detector.learn_one(row.time, row.value)
        writer.writerow((row.time_text, row.value_text, f"{rarity:.{_PLACES}f}"))


@contextmanager
def _result(out: Path | None) -> Iterator[TextIO]:
    """Where the result goes, UTF-8 whatever the terminal's locale."""
    if out is None:
        result = TextIOWrapper(sys.stdout.buffer, "utf-8", newline="", write_through=True)
        try:
            yield result
            result.flush()
        finally:
            result.detach()
        return
    try:
        with out.open("w", encoding="utf-8", newline="") as made:
            yield made
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror or type(error).__name__})") from error
