"""The reader: values and places, every strict check, and no file that it cannot stand."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.diagnostics import Where
from engine.documents.reading.reader import MAX_DEPTH, MAX_NODES, Read, read_bytes
from tests.documents.reading.yaml_texts import MAPPINGS, Written

PIECES = st.sampled_from([
    "a", "b", ": ", ":", "- ", "\n", "\r\n", "\r", "  ", "\t", "[", "]", "{", "}", ",", "?", "? ",
    "&a ", "*a", "<<", "!t ", "!!str ", "%", "---", "...", "'", '"', "|\n", ">-\n", "#", " #", "@", "`",
    "\\", "\\u", "\ufeff", "\u202e", "\x00", "\x85", "\u2028", "🚨", "1", "~", "null",
    "detection", "correlation", "kind", "settings", "title", "alerts", "tests",
])  # fmt: skip


def codes(text: str | bytes) -> list[str]:
    return [each.code for each in read(text).findings]


def read(text: str | bytes) -> Read:
    return read_bytes(text.encode() if isinstance(text, str) else text)


def value(text: str) -> Any:
    read_ = read(text)
    assert read_.findings == []
    return read_.documents[0].value


class TestValues:
    def test_keys_are_text_however_they_look(self) -> None:
        assert value("on: 1\n12: 2\nnull: 3\n1.0: 4\n~: 5\n") == {
            "on": 1,
            "12": 2,
            "null": 3,
            "1.0": 4,
            "~": 5,
        }

    def test_quoted_scalars_are_text(self) -> None:
        assert value("""[ '1', "true", 'null', "" ]""") == ["1", "true", "null", ""]

    def test_block_scalars_are_text(self) -> None:
        assert value("a: |\n  1\nb: >-\n  2\n  3\n") == {"a": "1\n", "b": "2 3"}

    def test_the_spelling_of_what_is_not_text_is_kept(self) -> None:
        parsed = read("a: 1.20\nb: [true, x]\nc:\n").documents[0]

        assert parsed.spellings == {("a",): "1.20", ("b", 0): "true", ("c",): ""}

    def test_documents_are_counted_with_the_empty_ones(self) -> None:
        documents = read("a: 1\n---\n---\nb: 2\n").documents

        assert [(each.position, each.value) for each in documents] == [
            (0, {"a": 1}),
            (1, None),
            (2, {"b": 2}),
        ]

    def test_the_first_of_two_like_keys_stays(self) -> None:
        assert read("a: {x: 1}\na: {y: 2}\n").documents[0].value == {"a": {"x": 1}}

    def test_what_stands_below_an_alias_is_not_judged(self) -> None:
        assert read("a: *x\n").documents[0].unsound == [("a",)]

    def test_documents_above_broken_syntax_are_read(self) -> None:
        read_ = read("a: 1\n---\nb: [\n")

        assert [each.value for each in read_.documents] == [{"a": 1}]
        assert not read_.whole

    def test_libyaml_agrees_where_both_are_strict(self) -> None:
        text = "a:\n  - b: [x, {c: d}]\n    e: 'f''g'\n  - \"h\\u0041\"\n"

        assert value(text) == yaml.load(text, Loader=yaml.CSafeLoader)


class TestChecks:
    @pytest.mark.parametrize(
        "text", ["a: x\ty", "a: 'x\ty'", 'a: "x\ty"', "a: |\n  x\ty\n", "# x\ty", "a: 1 #\tx"]
    )
    def test_tabs_in_text_and_comments_are_fine(self, text: str) -> None:
        assert "TOC107" not in codes(text)

    @pytest.mark.parametrize(
        "text", ["a:\t1", "a: 1\t", "a: 1\t# x", "\ta: 1", "a:\n\t- 1", "- \tb", "[1,\t2]", "a: '#'\t"]
    )
    def test_tabs_elsewhere_are_told(self, text: str) -> None:
        assert "TOC107" in codes(text)

    def test_joiners_and_emoji_are_not_hidden(self) -> None:
        assert codes("a: 👩\u200d🚒 نامه\u200cای 🇨🇭 👍🏽 ❤\ufe0f") == []

    @pytest.mark.parametrize("sign", "\u061c\u200e\u200f\u202a\u202d\u202e\u2066\u2069\u200b\u2060\u00ad")
    def test_hidden_signs_are_told_at_their_place(self, sign: str) -> None:
        (found,) = read(f"a: 🚨\n# x{sign}\n").findings

        assert (found.code, found.place) == ("TOC105", (2, 4))

    def test_hidden_signs_may_be_written_as_escapes(self) -> None:
        assert value('a: "\\u202e"') == {"a": "\u202e"}

    def test_a_quoted_merge_key_is_a_name(self) -> None:
        assert value("'<<': 1") == {"<<": 1}

    def test_a_file_of_the_largest_size_is_read(self) -> None:
        assert codes("a: " + "x" * (256 * 1024 - 3)) == []
        assert codes("a: " + "x" * (256 * 1024 - 2)) == ["TOC102"]

    def test_the_deepest_nesting_is_read(self) -> None:
        assert codes("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
        assert codes("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == ["TOC114"]

    def test_the_most_nodes_are_read(self) -> None:
        assert codes("[" + "1," * (MAX_NODES - 1) + "]") == []
        assert codes("[" + "1," * MAX_NODES + "]") == ["TOC115"]


BOMBS = {
    "aliases": "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}' if n else 'x'] * 9)}]" for n in range(20)),
    "merges": "a0: &a0 {x: 1}\n"
    + "\n".join(f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)),
    "flow depth": "[" * 30_000,
    "block depth": "- " * 30_000 + "x",
    "mapping depth": "".join(f"{' ' * n}a:\n" for n in range(600)),
    "key depth": "? " * 30_000,
    "nodes": "[" + "a," * 130_000 + "]",
    "keys": "".join(f"k{n}:\n" for n in range(30_000)),
    "same key": "a:\n" * 60_000,
    "aliases without number": "[" + "*a," * 60_000 + "]",
    "tabs": "\t\n" * 60_000,
    "hidden": "\u202e\n" * 60_000,
    "documents": "---\n" * 60_000,
    "one long line": "a" * 250_000,
    "quotes": "'" * 250_000,
    "a number": "a: " + "9" * 200_000,
    "anchors": "&a " * 60_000,
    "tags": "!t " * 60_000,
    "question marks": "?\n" * 60_000,
    "open brackets in lines": "[\n" * 60_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_answered_in_a_bounded_time(bomb: str) -> None:
    begun = time.process_time()

    read(bomb)

    assert time.process_time() - begun < 3.0


@given(st.binary() | st.lists(PIECES, max_size=40).map("".join).map(str.encode) | st.text().map(str.encode))
def test_no_bytes_raise(body: bytes) -> None:
    read_ = read_bytes(body)

    assert all(line >= 1 and column >= 1 for line, column in (each.place for each in read_.findings))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_what_reads_without_a_finding_is_a_tree_of_plain_values(text: str) -> None:
    read_ = read(text)

    for parsed in read_.documents if not read_.findings else ():
        assert list(_leaves(parsed.value, ())) is not None
        assert {path for path, _ in _leaves(parsed.value, ())} == set(parsed.marks)


@given(MAPPINGS, st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_marks_are_where_the_text_stands(tree: dict[str, Any], end: str, data: st.DataObject) -> None:
    written = Written(tree, end, data)

    read_ = read(written.text)

    assert read_.findings == []
    lines = re.split("\r\n|\r|\n", written.text)
    marks = read_.documents[0].marks
    for path, (line, column, text) in written.values.items():
        assert marks[path].value == (line, column)
        assert lines[line - 1][column - 1 :].startswith(text)
    for path, (line, column, _) in written.keys.items():
        assert marks[path].key == (line, column)
    assert _spelt(read_) == tree


def _leaves(value: Any, path: Where) -> Any:
    yield path, value
    match value:
        case dict():
            for key, inner in value.items():
                yield from _leaves(inner, (*path, key))
        case list():
            for place, inner in enumerate(value):
                yield from _leaves(inner, (*path, place))
        case _:
            assert value is None or type(value) in (str, int, float, bool)


def _spelt(read_: Read) -> Any:
    """The first document's value with every scalar as it was spelt."""
    parsed = read_.documents[0]

    def spelt(value: Any, path: Where) -> Any:
        match value:
            case dict():
                return {key: spelt(inner, (*path, key)) for key, inner in value.items()}
            case list():
                return [spelt(inner, (*path, place)) for place, inner in enumerate(value)]
            case _:
                return parsed.spellings.get(path, value)

    return spelt(parsed.value, ())
