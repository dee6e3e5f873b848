"""What people and programs are shown of diagnostics, and that nothing in a file can fool either."""

from __future__ import annotations

import json

import pytest

from engine.diagnostics import Diagnostic
from engine.diagnostics.reporters import REPORTERS
from engine.diagnostics.reporters.line import one_line

text, as_json = REPORTERS["text"], REPORTERS["json"]


def problem(line: int = 1, column: int = 1, **changes: object) -> Diagnostic:
    fields = {
        "path": "a.yml",
        "line": line,
        "column": column,
        "code": "TOC205",
        "severity": "error",
        "message": "m",
    }
    return Diagnostic(**(fields | changes))


def snippet(source: str, column: int, line: int = 1) -> list[str]:
    return text([problem(line, column)], {"a.yml": source}).splitlines()[1:]


class TestText:
    def test_says_where_what_and_what_to_do(self) -> None:
        told = problem(2, 3, message="unknown key `lest`", help="did you mean `least`?")

        assert text([told], {"a.yml": "x: 1\n  lest: 2\n"}).splitlines() == [
            "a.yml:2:3: TOC205 unknown key `lest`",
            "    2 |   lest: 2",
            "      |   ^",
            "  help: did you mean `least`?",
        ]

    def test_a_warning_says_so(self) -> None:
        told = problem(code="TOC206", severity="warning")

        assert text([told], {}) == "a.yml:1:1: TOC206 warning: m"

    def test_nothing_is_told_of_nothing(self) -> None:
        assert text([], {}) == ""

    def test_a_file_that_cannot_be_shown_is_told_without_a_line(self) -> None:
        assert text([problem()], {}) == "a.yml:1:1: TOC205 m"

    def test_a_place_beyond_the_file_has_no_line(self) -> None:
        assert snippet("x: 1", column=1, line=9) == []

    @pytest.mark.parametrize("source", ["x: 1\r\ny: 2", "x: 1\ry: 2", "x: 1\ny: 2"])
    def test_lines_end_as_yaml_says(self, source: str) -> None:
        assert snippet(source, column=1, line=2)[0] == "    2 | y: 2"

    def test_wide_signs_take_two_cells(self) -> None:
        shown, caret = snippet("日本: x", column=5)

        assert shown == "    1 | 日本: x"
        assert caret == "      | " + " " * 6 + "^"

    def test_a_combining_sign_takes_none(self) -> None:
        assert snippet("e\u0301: x", column=5)[1] == "      | " + " " * 3 + "^"

    def test_tabs_and_controls_are_escapes_and_the_caret_follows(self) -> None:
        shown, caret = snippet("a\t\x1b[2J: x", column=9)

        assert shown == r"    1 | a\t\x1b[2J: x"
        assert caret.index("^") == shown.index("x", 20)

    def test_controls_of_direction_are_escapes(self) -> None:
        assert snippet("# \u202eabc\u2066", column=1)[0] == r"    1 | # \u202eabc\u2066"

    def test_a_message_cannot_break_its_line(self) -> None:
        told = problem(path="a\nb.yml", message="`x\ny\x1b[31m\u202e`", help="z\r")

        assert text([told], {}).splitlines() == [r"a\nb.yml:1:1: TOC205 `x\ny\x1b[31m\u202e`", r"  help: z\r"]

    def test_a_long_line_is_shown_round_the_place(self) -> None:
        shown, caret = snippet("x" * 5_000 + "!" + "y" * 5_000, column=5_001)

        assert len(shown) < 120
        assert shown[caret.index("^")] == "!"


class TestJson:
    def test_nothing_is_an_empty_list(self) -> None:
        assert as_json([], {}) == "[]"

    def test_each_is_an_object(self) -> None:
        told = problem(2, 3, help="h")

        assert json.loads(as_json([told, problem()], {})) == [
            {
                "path": "a.yml", "line": 2, "column": 3, "code": "TOC205", "severity": "error",
                "message": "m", "help": "h",
            },
            {"path": "a.yml", "line": 1, "column": 1, "code": "TOC205", "severity": "error", "message": "m"},
        ]  # fmt: skip


def test_one_line_is_one_whatever_a_file_is_called() -> None:
    assert one_line(problem(path="a\nb\x1b[2J.yml")) == "a\\nb\\x1b[2J.yml:1:1: TOC205 m"
