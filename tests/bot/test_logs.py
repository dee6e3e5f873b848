"""No secret reaches a log, wherever it stands."""

from __future__ import annotations

import io
import json
import logging
import stat
from pathlib import Path

import pytest
import structlog

from engine.bot.logs import configure
from engine.errors import UsageError

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz012345"


@pytest.fixture
def log():
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    configure(["a known secret"], stream)
    yield stream
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def test_a_known_secret_is_hidden(log: io.StringIO) -> None:
    structlog.get_logger().info("login", given="with a known secret inside", many=["a known secret"])
    assert "a known secret" not in log.getvalue()
    assert log.getvalue().count("<secret>") == 2


def test_what_looks_like_a_token_is_hidden(log: io.StringIO) -> None:
    structlog.get_logger().info("login", given=TOKEN, hook="https://discord.com/api/webhooks/1/abc")
    line = json.loads(log.getvalue())
    assert (line["given"], line["hook"]) == ("<secret>", "<secret>")


def test_a_trace_hides_it_too(log: io.StringIO) -> None:
    try:
        int(TOKEN)
    except ValueError as error:
        structlog.get_logger().error("failed", exc_info=error)
    assert "ValueError" in log.getvalue()
    assert TOKEN not in log.getvalue()


def test_what_libraries_log_goes_the_same_way(log: io.StringIO) -> None:
    logging.getLogger("discord.http").warning("sent %s", TOKEN)
    assert json.loads(log.getvalue())["event"] == "sent <secret>"


def test_an_event_is_one_line(log: io.StringIO) -> None:
    structlog.get_logger().info("rulebook.loaded", name="two\nlines")
    assert log.getvalue().count("\n") == 1


def test_on_a_terminal_no_field_moves_the_cursor(monkeypatch: pytest.MonkeyPatch, log: io.StringIO) -> None:
    monkeypatch.setattr(log, "isatty", lambda: True)
    configure([], log)
    structlog.get_logger().info("rulebook.\x1b[2Jloaded", name="a\x07\u202eb")
    assert "rulebook.\\x1b[2Jloaded" in log.getvalue()
    assert "a\\x07\\u202eb" in log.getvalue()


def test_a_log_file_is_private_and_never_grows_beyond_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.bot.logs._LOG_BYTES", 2_000)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        configure(["a known secret"], file=tmp_path / "logs" / "tocsin.log")
        for number in range(200):
            structlog.get_logger().info("line", number=number, given="a known secret")
    finally:
        root.handlers[0].close()
        root.handlers[:], root.level = before
        structlog.reset_defaults()
    files = sorted((tmp_path / "logs").iterdir())
    assert len(files) == 5
    assert all(each.stat().st_size <= 2_000 for each in files)
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
    lines = [json.loads(line) for line in files[0].read_text().splitlines()]
    assert lines[-1]["number"] == 199
    assert {line["given"] for line in lines} == {"<secret>"}


def test_a_log_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"the log cannot be written there \(Is a directory\)"):
        configure(file=tmp_path)
