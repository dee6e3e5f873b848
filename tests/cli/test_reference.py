"""`docs/command-line.md` is what `--help` says."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.app import main
from engine.cli.commands import COMMANDS, GROUPS
from engine.cli.reference import page

DOCS = Path(__file__).parents[2] / "docs" / "command-line.md"
CONTRACT = {
    "init",
    "invite",
    "doctor",
    "new",
    "run",
    "service",
    "drill",
    "check",
    "fmt",
    "match",
    "explain",
    "replay",
    "status",
    "backup",
    "restore",
    "privacy",
    "signals",
    "schema",
    "test",
}


def test_the_page_is_not_stale() -> None:
    made = page()
    assert DOCS.read_text(encoding="utf-8") == made, (
        "run: python -m engine.cli.reference docs/command-line.md"
    )


def test_the_commands_are_those_of_the_contract() -> None:
    assert {command.__name__ for command in COMMANDS} == CONTRACT


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_every_command_helps(command: object, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    name = command.__name__
    assert main([name, "--help"]) == 0
    out, err = capfdbinary.readouterr()
    assert out.startswith(f"Usage: tocsin {name} ".encode())
    assert not err


@pytest.mark.parametrize(
    ("group", "command"),
    [(group, each.__name__) for group, (_, commands) in GROUPS.items() for each in commands],
)
def test_every_command_of_two_words_helps(
    group: str, command: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main([group, command, "--help"]) == 0
    out, err = capfdbinary.readouterr()
    assert out.startswith(f"Usage: tocsin {group} {command} ".encode())
    assert not err


def test_a_first_word_alone_says_what_it_has(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["anomaly"]) == 2
    assert b"  score   Score each value" in capfdbinary.readouterr().err


def test_the_list_of_commands_cuts_no_sentence_short(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["--help"]) == 0
    assert b"..." not in capfdbinary.readouterr().out.replace(b"[ARGS]...", b"")
