"""No sentence that people read on Discord stands in the code: all of them are in the catalogue."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import pytest

BOT: Final = Path(__file__).parents[3] / "engine" / "bot"
ELSEWHERE: Final = {
    "app.py": "the terminal: why the bot ends",
    "backfill/entrance.py": "the log: why back-fill stops",
    "backfill/filler.py": "the log: why back-fill stops",
    "charts/": "names of matplotlib's own",
    "client.py": "an error of who registers a button, at the start",
    "access.py": "an error of who registers a command, at the start",
    "doctor/examine.py": "the names of findings explain themselves to who reads the code",
    "doctor/visiting.py": "the terminal: `tocsin doctor`",
    "drill/": "the terminal: what the drill tells beside what Discord shows",
    "edits/editing.py": "the message of a commit",
    "intents.py": "names of Discord's own portal",
    "invite.py": "the terminal: `tocsin invite`",
    "loading.py": "the terminal: what a start could not load",
    "login.py": "the terminal: `tocsin init`",
    "logs.py": "the terminal: where a log cannot be written",
    "news.py": "the terminal: what an update brought",
    "options.py": "the terminal: what is wrong with the environment",
    "own_acts.py": "a reason in Discord's audit log that the bot knows again",
    "pulse.py": "the terminal: `tocsin status --check`",
    "reloading.py": "the log: where a reload failed",
    "sentences/catalogue.py": "an error of who edits the catalogue",
    "supervisor.py": "the terminal: why the connection ended",
    "edits/setup.py": "the first lines of a settings file, and YAML",
    "views/findings.py": "names of Discord's own portal",
}
"""Files, and folders, whose words with blanks between them nobody reads on Discord, and who does."""
COMMANDS: Final = "/"
SHOWN: Final = frozenset({"label", "title", "description", "text", "placeholder", "headline", "footer"})
"""Arguments that Discord shows, also where they are one word."""


class Words(msgspec.Struct, frozen=True):
    """A piece of text in the code. `is_shown`: it goes straight to Discord."""

    file: str
    line: int
    text: str
    is_shown: bool = False


def test_words_with_a_blank_stand_in_the_catalogue() -> None:
    found = [each for each in _all() if _reads(each.text) and not _is_elsewhere(each.file)]
    assert found == []


def test_what_discord_shows_is_never_a_literal() -> None:
    assert [each for each in _all() if each.is_shown and any(map(str.isalpha, each.text))] == []


@pytest.mark.parametrize("file", ELSEWHERE)
def test_no_exception_is_kept_that_nothing_needs(file: str) -> None:
    assert any(_reads(each.text) for each in _all() if each.file.startswith(file))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('Card("two words")', "two words"),
        ('f"{name} more"', " more"),
        ('yield said("a.b") + " and so on"', " and so on"),
        ('discord.ui.Button(label="Why?")', "Why?"),
        ('describe(file="One of them, by its name")', "One of them, by its name"),
    ],
)
def test_a_sentence_is_found(code: str, text: str) -> None:
    found = [each for each in _in("x.py", f"def f():\n    {code}") if each.is_shown or _reads(each.text)]
    assert [each.text for each in found] == [text]


@pytest.mark.parametrize(
    "code", ['"""Two words."""', 'assert x, "two words"', 'f"<t:{seconds}:R>"', '"/config get"', "f'{a} {b}'"]
)
def test_what_is_no_sentence_is_left(code: str) -> None:
    found = [each for each in _in("x.py", f"def f():\n    {code}") if each.is_shown or _reads(each.text)]
    assert found == []


def _is_elsewhere(file: str) -> bool:
    return any(file == each or (each.endswith("/") and file.startswith(each)) for each in ELSEWHERE)


def _reads(text: str) -> bool:
    """Whether it is more than one word, or a part of such; a command's own name is none."""
    return " " in text and any(map(str.isalpha, text)) and not text.startswith(COMMANDS)


def _all() -> Iterator[Words]:
    for path in sorted(BOT.rglob("*.py")):
        yield from _in(path.relative_to(BOT).as_posix(), path.read_text(encoding="utf-8"))


def _in(file: str, code: str) -> Iterator[Words]:
    tree = ast.parse(code)
    left = {id(each) for each in _unread(tree)}
    shown = {
        id(each.value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for each in call.keywords
        if each.arg in SHOWN
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left:
            yield Words(file, node.lineno, node.value, id(node) in shown)


def _unread(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and what an assertion says of a fault of ours."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Assert) and node.msg is not None:
            yield from ast.walk(node.msg)
