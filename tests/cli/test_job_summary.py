"""The summary of a job on GitHub Actions."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli import main
from engine.cli.job_summary import add_to_job_summary

BROKEN = "title: A ban\nlevel: hihg\ndetection: {s: {a: 1}, condition: s}\n"


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    (tmp_path / "a.yml").write_text(BROKEN)
    return path


def test_check_for_github_adds_a_table_to_what_is_there(summary: Path) -> None:
    summary.write_text("before\n")

    assert main(["check", "--format", "github", str(summary.parent)]) == 1

    before, heading, *_ = summary.read_text().splitlines()
    assert (before, heading) == ("before", "### Tocsin: 1 error")


@pytest.mark.parametrize("format_", ["text", "json", "sarif"])
def test_no_other_format_does(summary: Path, format_: str) -> None:
    main(["check", "--format", format_, str(summary.parent)])

    assert not summary.exists()


def test_without_a_runner_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)

    add_to_job_summary("x")


def test_one_that_cannot_be_written_is_said_and_changes_no_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yml").write_text("# nothing\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))

    assert main(["check", "--format", "github", str(tmp_path)]) == 0
    assert "the summary of the job was not written: Is a directory" in capfd.readouterr().err
