"""What only a process of its own shows: both spellings, pipes that close, signals, large and odd input."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.cli.app import TRACEBACK, main

ROOT = Path(__file__).parents[2]
RULE = "title: A ban\nid: ban\ndetection:\n  selection: {action: ban}\n  condition: selection\n"
MATCH = ("match", "--rules", "rules", "--events")
UNWANTED = {"DISCORD_TOKEN", TRACEBACK, "PYTHONUNBUFFERED"}
CLEAN = {name: value for name, value in os.environ.items() if name not in UNWANTED}
ENV = CLEAN | {"PYTHONPATH": str(ROOT)}


def tocsin(
    *args: str, program: tuple[str, ...] = ("-m", "engine"), **options: bytes
) -> tuple[int, bytes, bytes]:
    command = [sys.executable, *program, *args]
    done = subprocess.run(command, env=ENV, capture_output=True, timeout=60, check=False, **options)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yml").write_text(RULE, encoding="utf-8")
    return tmp_path


def test_python_m_engine_is_tocsin(rules: Path) -> None:
    Path("e.jsonl").write_text('{"action": "ban"}\n', encoding="utf-8")
    assert tocsin(*MATCH, "e.jsonl") == (0, b'{"event":0,"rule":"ban"}\n', b"")


def test_bot_py_without_a_token_says_what_to_set_and_how_to_see_the_drill() -> None:
    code, out, err = tocsin(program=(str(ROOT / "bot.py"),))
    assert (code, out) == (2, b"")
    assert err.count(b"\n") == 1
    assert b"DISCORD_TOKEN" in err
    assert b"make run" in err


def test_a_closed_pipe_is_silent(rules: Path) -> None:
    Path("e.jsonl").write_text('{"action": "ban"}\n' * 50_000, encoding="utf-8")
    command = [sys.executable, "-m", "engine", *MATCH, "e.jsonl"]
    with subprocess.Popen(command, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


def test_that_nobody_can_hear_what_is_wrong_ends_nothing(rules: Path) -> None:
    """Standard error on a full disk, or closed before the start."""
    lines = b'{\n{"action": "ban"}\n'
    command = [sys.executable, "-m", "engine", *MATCH, "-"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, env=ENV, input=lines, stdout=subprocess.PIPE, stderr=full, check=False)
    assert done.stdout == b'{"event":1,"rule":"ban"}\n'
    closed = ["sh", "-c", 'exec "$@" 2>&-', "sh", *command]
    done = subprocess.run(closed, env=ENV, input=lines, stdout=subprocess.PIPE, check=False)
    assert (done.returncode, done.stdout) == (1, b'{"event":1,"rule":"ban"}\n')


def test_closed_streams_are_no_files_for_others_to_take(rules: Path) -> None:
    seen = (
        "import os, engine.cli; engine.cli.main(['check', 'rules']); os._exit(os.open('rules', os.O_RDONLY))"
    )
    closed = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", seen]
    assert subprocess.run(closed, env=ENV, check=False).returncode == 3


def test_ctrl_c_is_silent(rules: Path) -> None:
    command = [sys.executable, "-m", "engine", *MATCH, "-"]
    pipe = subprocess.PIPE
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    try:
        process = subprocess.Popen(command, env=ENV, stdin=pipe, stdout=pipe, stderr=pipe)
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"action": "ban"}\n' * 2_000)
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_a_line_of_ten_megabytes_is_a_line(rules: Path) -> None:
    line = b'{"action": "ban", "content": "%s"}\n' % (b"x" * 10_000_000)
    assert tocsin(*MATCH, "-", input=line) == (0, b'{"event":0,"rule":"ban"}\n', b"")


def test_a_line_without_end_is_named_and_passed_over(rules: Path) -> None:
    endless = b'{"action": "ban", "content": "' + b"x" * 40_000_000 + b'\n{"action": "ban"}\n'
    code, out, err = tocsin(*MATCH, "-", input=endless)
    assert (code, out) == (1, b'{"event":1,"rule":"ban"}\n')
    assert err == b"-:1: event 0 is longer than 16 MiB; it is left out\n"


def test_an_event_without_end_is_refused_after_what_a_line_may_be(rules: Path) -> None:
    with Path("/dev/zero").open("rb") as endless:
        command = [sys.executable, "-m", "engine", "explain", "ban", "--event", "-"]
        limit = 1 << 30
        done = subprocess.run(
            command, env=ENV, stdin=endless, capture_output=True, timeout=60, check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"tocsin: -: event 0 is longer than 16 MiB\n"


def test_a_line_that_nests_without_end_is_named(rules: Path) -> None:
    code, out, err = tocsin(*MATCH, "-", input=b'{"a": ' + b"[" * 200_000 + b"\n")
    assert (code, out) == (1, b"")
    assert err.count(b"\n") == 1


def test_output_is_utf_8_whatever_the_locale(rules: Path) -> None:
    (rules / "rules" / "a.yml").write_text(RULE.replace("id: ban", "id: ünï"), encoding="utf-8")
    env = ENV | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "engine", *MATCH, "-"]
    done = subprocess.run(command, env=env, input=b'{"action": "ban"}\n', capture_output=True, check=False)
    assert done.stdout == '{"event":0,"rule":"ünï"}\n'.encode()


def test_a_large_file_streams(rules: Path) -> None:
    """The first match is there while the input is still being written."""
    command = [sys.executable, "-m", "engine", *MATCH, "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=ENV, stdin=pipe, stdout=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b'{"action": "ban"}\n' * 2_000)
        process.stdin.flush()
        assert process.stdout.readline() == b'{"event":0,"rule":"ban"}\n'
        process.stdin.close()
        assert len(process.stdout.readlines()) == 1_999
        assert process.wait(60) == 0


def test_a_file_that_may_not_be_read_is_one_line(
    rules: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def refuse(path: Path, *args: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    Path("e.jsonl").touch()
    monkeypatch.setattr(Path, "open", refuse)
    assert main([*MATCH, "e.jsonl"]) == 2
    assert capfdbinary.readouterr().err == b"tocsin: e.jsonl: cannot be read (Permission denied)\n"


def test_an_error_of_our_own_is_one_line_that_holds_nobodys_text(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def fail(path: object) -> None:
        raise RuntimeError("secret text")

    monkeypatch.delenv(TRACEBACK, raising=False)
    monkeypatch.setattr("engine.cli.options.SqliteReader", fail)
    assert main(["status"]) == 2
    err = capfdbinary.readouterr().err
    assert err.count(b"\n") == 1
    assert b"RuntimeError in test_process.py" in err
    assert b"secret" not in err


def test_with_the_switch_an_error_of_our_own_is_shown_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: object) -> None:
        raise RuntimeError("a fault on purpose")

    monkeypatch.setenv(TRACEBACK, "1")
    monkeypatch.setattr("engine.cli.options.SqliteReader", fail)
    with pytest.raises(RuntimeError, match="on purpose"):
        main(["status"])


def test_help_is_quick() -> None:
    """Discord is not imported for what does not need it: `--help` would take a second more."""
    began = time.process_time()
    code, _, _ = tocsin("--help")
    assert code == 0
    assert time.process_time() - began < 5
    modules = "import sys, engine.cli.app; sys.exit('discord' in sys.modules)"
    assert tocsin(program=("-c", modules))[0] == 0
