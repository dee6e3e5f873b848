"""No secret reaches a log, wherever it stands."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from engine.bot.logs import configure

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
