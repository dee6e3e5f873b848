"""CSV files of one metric that are not what they should be: each row that cannot be read is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.metric_rows import MetricRow, read_rows
from engine.cli.output import Progress
from engine.errors import UsageError

HEADER = b"timestamp,value,note\n"


def read(path: Path, content: bytes) -> list[MetricRow]:
    path.write_bytes(content)
    with read_rows(str(path), "timestamp", "value", Progress("x")) as rows:
        return list(rows)


def test_a_note_that_is_not_utf_8_harms_no_row(tmp_path: Path) -> None:
    rows = read(tmp_path / "m.csv", HEADER + b"0,1,caf\xe9\n60,2,\n")

    assert [(each.time, each.value) for each in rows] == [(0.0, 1.0), (60.0, 2.0)]


def test_a_value_that_is_not_utf_8_is_one_bad_row(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = read(tmp_path / "m.csv", HEADER + b"0,1,\n60,\xff\xfe,\n120,3,\n")

    assert [each.readable for each in rows] == [True, False, True]
    assert "m.csv:3: the value" in capfd.readouterr().err


def test_another_encoding_is_refused_at_its_header(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not UTF-8 text"):
        read(tmp_path / "m.csv", (HEADER + b"0,1,\n").decode().encode("utf-16"))


def test_a_long_value_is_one_bad_row(tmp_path: Path) -> None:
    rows = read(tmp_path / "m.csv", HEADER + b"0," + b"1" * 1_000_000 + b",\n60,2,\n")

    assert [each.readable for each in rows] == [False, True]


def test_what_no_csv_can_be_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"m\.csv:3: is no CSV from here on"):
        read(tmp_path / "m.csv", HEADER + b"0,1,\n60," + b"1" * 17_000_000 + b",\n")
