"""What a schema refuses, in words, at the right place; and plain scalars where text is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.documents.load import load
from tests.documents.kinds import Sample

SCHEMA = {
    "type": "object",
    "required": ["kind", "title"],
    "additionalProperties": False,
    "dependentRequired": {"needy": ["high"]},
    "properties": {
        "kind": {"const": "sample"},
        "title": {"type": "string"},
        "level": {"enum": ["low", "high", "no"]},
        "word": {"const": "1"},
        "length": {"type": "string", "pattern": "^[0-9]+[smh]$", "x-pattern-text": "a duration such as 10m"},
        "plain": {"type": "string", "pattern": "^a$"},
        "low": {"type": "integer", "minimum": 0, "maximum": 9},
        "high": {"type": "number"},
        "names": {"type": "array", "items": {"type": "string"}, "maxItems": 2, "uniqueItems": True},
        "either": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/pair"}]},
        "best": {"anyOf": [{"$ref": "#/$defs/pair"}, {"type": "object", "required": ["left"]}]},
        "one": {"oneOf": [{"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^a|^b"}]},
        "odd": {"not": {"type": "string"}, "x-text": "odd is never text"},
        "plainly": {"not": {"type": "string"}},
        "map": {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z]+$", "x-pattern-text": "a lower-case word"},
        },
        "deep": {"$ref": "#/$defs/pair"},
        "id": {"type": ["string", "integer"]},
        "flag": {"type": "boolean"},
        "needy": {"type": "integer"},
    },
    "$defs": {
        "pair": {
            "type": "object",
            "required": ["left", "right"],
            "additionalProperties": False,
            "properties": {"left": {"type": "string"}, "right": {"type": "integer"}},
        }
    },
}
SAMPLE = {"sample": Sample("sample", SCHEMA)}


def told(tmp_path: Path, text: str, kinds: Any = SAMPLE) -> list[tuple[int, int, str, str, str | None]]:
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8")
    return [(d.line, d.column, d.code, d.message, d.help) for d in load([path], kinds).diagnostics]


def body(tmp_path: Path, text: str) -> dict[str, Any]:
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8")
    loaded = load([path], SAMPLE)
    assert loaded.diagnostics == ()
    return loaded.documents[0].body


HEAD = "kind: sample\ntitle: t\n"


@pytest.mark.parametrize(("line", "column", "code", "message", "advice"), [
    ("lenght: 5m", 1, "TOC205", "unknown key `lenght`", "did you mean `length`?"),
    ("level: hgih", 8, "TOC209", "`hgih` is not a value of `level`", "did you mean `high`?"),
    ("level: zzz", 8, "TOC209", "`zzz` is not a value of `level`", "one of `low`, `high`, `no`"),
    ("level: true", 8, "TOC209", "`true` is not a value of `level`", "one of `low`, `high`, `no`"),
    ("word: 2", 7, "TOC209", "`2` is not a value of `word`", "one of `1`"),
    ("length: 5 minutes", 9, "TOC210", "`5 minutes` is not a duration such as 10m", None),
    ('length: "5m\\n"', 9, "TOC210", "`5m\n` is not a duration such as 10m", None),
    ("plain: b", 8, "TOC210", "`b` is not of the form `^a$`", None),
    ("low: -1", 6, "TOC211", "`low` must be at least 0", None),
    ("low: x", 6, "TOC208", "`low` must be a whole number, and is text", None),
    ("names: x", 8, "TOC208", "`names` must be a list, and is text", None),
    ("names: [a, [b]]", 12, "TOC208", "a member of `names` must be text, and is a list", None),
    ("names: [a, ]\nhigh:", 6, "TOC208", "`high` must be a number, and is empty",
     "give it a value; `#` begins a comment, unless it is in quotes"),
    ("names: [a, b, c]", 8, "TOC211", "`names` has more members than 2", None),
    ("names: [a, a]", 8, "TOC211", "`names` has a member twice", None),
    ("either: [1]", 9, "TOC208", "`either` must be text or a mapping, and is a list", None),
    ("either: {left: a, right: b}", 26, "TOC208", "`right` must be a whole number, and is text", None),
    ("one: a", 6, "TOC210", "`one` breaks `oneOf` of its schema", None),
    ("odd: x", 6, "TOC210", "odd is never text", None),
    ("plainly: x", 10, "TOC210", "`plainly` breaks `not` of its schema", None),
    ("map: {Up: 1}", 7, "TOC210", "the key `Up` is not a lower-case word", None),
    ("id: [1]", 5, "TOC208", "`id` must be text or a whole number, and is a list", None),
    ("flag: yes", 7, "TOC208", "`flag` must be true or false, and is text", None),
])  # fmt: skip
def test_a_wrong_value_is_told_at_its_place(  # noqa: PLR0917
    line: str, column: int, code: str, message: str, advice: str | None, tmp_path: Path
) -> None:
    assert told(tmp_path, HEAD + line + "\n") == [(3 + line.count("\n"), column, code, message, advice)]


def test_of_several_forms_the_one_that_fits_best_is_meant(tmp_path: Path) -> None:
    assert [message for _, _, _, message, _ in told(tmp_path, HEAD + "best: {middle: 1}\n")] == [
        "`best` has no `left`"
    ]


class TestKeys:
    def test_a_missing_key_and_one_like_it_are_one_mistake(self, tmp_path: Path) -> None:
        assert told(tmp_path, "kind: sample\ntitel: t\n") == [
            (2, 1, "TOC205", "unknown key `titel`", "did you mean `title`?")
        ]

    def test_a_missing_key_and_one_unlike_it_are_two(self, tmp_path: Path) -> None:
        assert [(line, code) for line, _, code, _, _ in told(tmp_path, "kind: sample\nzzz: t\n")] == [
            (1, "TOC207"),
            (2, "TOC205"),
        ]

    def test_one_key_like_two_missing_ones_stands_for_one(self, tmp_path: Path) -> None:
        found = told(tmp_path, HEAD + "deep: {lift: a}\n")

        assert [(column, code, advice) for _, column, code, _, advice in found] == [
            (1, "TOC207", "add `right:`"),
            (8, "TOC205", "did you mean `left`?"),
        ]

    def test_a_missing_key_is_told_at_what_should_hold_it(self, tmp_path: Path) -> None:
        assert told(tmp_path, HEAD + "deep:\n  left: a\n") == [
            (3, 1, "TOC207", "`deep` has no `right`", "add `right:`")
        ]

    def test_a_key_that_another_needs_is_told(self, tmp_path: Path) -> None:
        assert told(tmp_path, HEAD + "needy: 1\n") == [(1, 1, "TOC207", "the document has no `high`", None)]

    def test_an_unknown_key_in_an_open_schema_is_a_warning(self, tmp_path: Path) -> None:
        kinds = {
            "sample": Sample("sample", {**SCHEMA, "additionalProperties": True, "x-unknown-keys": "warning"})
        }

        assert told(tmp_path, HEAD + "levle: high\n", kinds) == [
            (3, 1, "TOC206", "unknown key `levle`", "did you mean `level`?")
        ]

    def test_but_one_that_a_missing_key_was_meant_to_be_is_an_error(self, tmp_path: Path) -> None:
        kinds = {
            "sample": Sample("sample", {**SCHEMA, "additionalProperties": True, "x-unknown-keys": "warning"})
        }

        assert [code for _, _, code, _, _ in told(tmp_path, "kind: sample\ntitel: t\n", kinds)] == ["TOC205"]

    def test_all_errors_of_a_document_are_told_at_once(self, tmp_path: Path) -> None:
        found = told(tmp_path, "kind: sample\nlow: x\nlevel: zzz\nfoo: 1\nnames: [1, [2]]\n")

        assert [(line, code) for line, _, code, _, _ in found] == [
            (1, "TOC207"), (2, "TOC208"), (3, "TOC209"), (4, "TOC205"), (5, "TOC208"),
        ]  # fmt: skip

    def test_what_an_alias_hides_is_not_told_twice(self, tmp_path: Path) -> None:
        found = told(tmp_path, HEAD + "deep: *x\nlow: x\n")

        assert [(line, code) for line, _, code, _, _ in found] == [
            (3, "TOC110"),
            (4, "TOC208"),
        ]

    def test_the_own_check_of_a_kind_is_told_beside_the_schema(self, tmp_path: Path) -> None:
        kinds = {"sample": Sample("sample", {**SCHEMA, "additionalProperties": True})}

        found = told(tmp_path, HEAD + "low: x\ntrouble: 1\nhigh: 1\n", kinds)

        assert [(line, code) for line, _, code, _, _ in found] == [(3, "TOC208"), (4, "TOC210")]

    def test_but_not_about_a_value_that_the_schema_refuses(self, tmp_path: Path) -> None:
        schema = {"properties": {"trouble": {"type": "integer"}}}

        found = told(tmp_path, "kind: sample\ntrouble: x\n", {"sample": Sample("sample", schema)})

        assert [code for _, _, code, _, _ in found] == ["TOC208"]


class TestSpelling:
    @pytest.mark.parametrize(
        "spelling", ["2026", "1.20", "true", "No", "null", "~", "+1", "1e3", "0123", "-0"]
    )
    def test_where_text_is_asked_for_the_spelling_is_taken(self, spelling: str, tmp_path: Path) -> None:
        assert body(tmp_path, f"kind: sample\ntitle: {spelling}\n")["title"] == spelling

    def test_nothing_is_not_text(self, tmp_path: Path) -> None:
        assert [code for _, _, code, _, _ in told(tmp_path, "kind: sample\ntitle:\n")] == ["TOC208"]

    def test_in_lists_and_choices_and_branches_too(self, tmp_path: Path) -> None:
        taken = body(
            tmp_path, HEAD + "names: [1, true]\nword: 1\nlevel: no\neither: 5\ndeep: {left: 1, right: 1}\n"
        )

        assert taken["names"] == ["1", "true"]
        assert taken["word"] == "1"
        assert taken["level"] == "no"
        assert taken["either"] == "5"
        assert taken["deep"] == {"left": "1", "right": 1}

    def test_where_both_are_taken_the_number_stays(self, tmp_path: Path) -> None:
        assert body(tmp_path, HEAD + "id: 123456789012345678\n")["id"] == 123456789012345678
        assert body(tmp_path, HEAD + "id: '123456789012345678'\n")["id"] == "123456789012345678"

    def test_where_nothing_is_asked_the_value_stays(self, tmp_path: Path) -> None:
        assert body(tmp_path, HEAD + "map: {a: 1.5, b: null, c: false}\n")["map"] == {
            "a": 1.5,
            "b": None,
            "c": False,
        }
