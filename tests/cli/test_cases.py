"""Every command, end to end: each file in `cases/` is one call with its files and all that it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.case import Case, run

CASES = sorted(Path(__file__).with_name("cases").glob("*.txt"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_command(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    case = Case(path.read_bytes().decode())
    code, out, err = run(case, tmp_path, monkeypatch, capfdbinary.readouterr)
    assert code == case.exit, err
    for stream, printed in (("stdout", out), ("stderr", err)):
        assert case.expected(stream).fullmatch(printed), f"{stream}:\n{printed}"


def test_there_are_cases() -> None:
    assert len(CASES) >= 30
