"""The catalogue of sentences: what it puts where, and that code and file say the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import pytest

from engine.bot.sentences.catalogue import Sentence, said, sentences, words

ENGINE: Final = Path(__file__).parents[3] / "engine"


class Call(msgspec.Struct, frozen=True):
    """A call of `said` or `words` in the code: `name` is None where it is no literal."""

    place: str
    function: str
    name: str | None
    values: frozenset[str]


def test_a_value_stands_where_its_name_stood() -> None:
    assert (
        Sentence("{who} did {what}", frozenset()).with_values({"who": "<@1>", "what": "it"}) == "<@1> did it"
    )


def test_a_value_is_never_read_again() -> None:
    assert Sentence("{a} {b}", frozenset()).with_values({"a": "{b}", "b": "x"}) == "{b} x"


@pytest.mark.parametrize(("rows", "text"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1234, "1,234 rows")])
def test_a_word_depends_on_its_number(rows: int, text: str) -> None:
    assert Sentence("{rows} {rows|row|rows}", frozenset()).with_values({"rows": rows}) == text


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        said("ping.waiting")


def test_words_are_a_section_without_values() -> None:
    assert words("fault")["again"] == said("fault.again")
    assert "waiting" not in words("ping")


def test_every_call_names_a_sentence_and_gives_all_of_its_values() -> None:
    calls = list(_calls())
    assert calls
    wrong = [
        (each.place, each.name, sorted(each.values))
        for each in calls
        if each.function == "said"
        and (each.name is None or each.name not in sentences() or sentences()[each.name].names != each.values)
    ]
    assert wrong == []


def test_every_sentence_is_said_somewhere() -> None:
    calls = list(_calls())
    named = {each.name for each in calls if each.function == "said"}
    sections = {each.name for each in calls if each.function == "words"}
    unsaid = [name for name in sentences() if name not in named and name.rpartition(".")[0] not in sections]
    assert unsaid == []


def test_no_symbol_stands_without_a_word() -> None:
    bare = [name for name, each in sentences().items() if not any(sign.isalpha() for sign in each.text)]
    assert bare == []


def _calls() -> Iterator[Call]:
    for path in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"said", "words"}
            ):
                yield _call(f"{path.relative_to(ENGINE)}:{node.lineno}", node.func.id, node)


def _call(place: str, function: str, node: ast.Call) -> Call:
    first = node.args[0] if node.args else None
    literal = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
    return Call(place, function, literal, frozenset(each.arg for each in node.keywords if each.arg))
