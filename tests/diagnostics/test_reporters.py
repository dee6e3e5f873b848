"""What people and programs are shown of diagnostics, and that nothing in a file can fool either."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from engine.diagnostics import Diagnostic
from engine.diagnostics.codes import CODES
from engine.diagnostics.reporters import REPORTERS, report_summary
from engine.diagnostics.reporters.line import one_line
from engine.diagnostics.reporters.summary import MOST_BYTES
from tests.diagnostics.sarif import faults

text, as_json = REPORTERS["text"], REPORTERS["json"]
github, sarif = REPORTERS["github"], REPORTERS["sarif"]


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


WARNING = (
    "::warning file=a.yml,line=1,col=1,endLine=1,endColumn=2,"
    "title=TOC206 An unknown key in a Sigma document::m"
)


class TestGithub:
    def test_nothing_is_told_of_nothing(self) -> None:
        assert github([], {}) == ""

    def test_each_is_one_command_with_its_place(self) -> None:
        told = [problem(2, 3, help="h"), problem(severity="warning", code="TOC206")]

        assert github(told, {"a.yml": "x: 1\n  lest: 2\n"}).splitlines() == [
            "::error file=a.yml,line=2,col=3,endLine=2,endColumn=7,title=TOC205 An unknown key::m%0Ahelp: h",
            WARNING,
        ]

    @pytest.mark.parametrize(("path", "written"), [
        ("a,b.yml", "a%2Cb.yml"), ("a:b.yml", "a%3Ab.yml"), ("a%2C.yml", "a%252C.yml"),
        ("a\nb.yml", "a%0Ab.yml"),
    ])  # fmt: skip
    def test_a_path_cannot_end_its_property(self, path: str, written: str) -> None:
        assert github([problem(path=path)], {}).startswith(f"::error file={written},line=1,")

    @pytest.mark.parametrize(("message", "written"), [
        ("100 %", "100 %25"), ("x\n::error::y", r"x\n::error::y"), ("x\r", r"x\r"), ("\x1b[2J", r"\x1b[2J"),
    ])  # fmt: skip
    def test_a_message_stays_one_command(self, message: str, written: str) -> None:
        assert github([problem(message=message)], {}).endswith(f"::{written}")


class TestSummary:
    def test_it_counts_and_lists_all(self) -> None:
        told = [
            problem(2, 3, message="unknown key `lest`", help="h"),
            problem(severity="warning", code="TOC206"),
        ]

        assert report_summary(told, {}).splitlines() == [
            "### Tocsin: 1 error, 1 warning",
            "",
            "| where | what | help |",
            "| --- | --- | --- |",
            "| <code>a&#46;yml:2:3</code> | TOC205 unknown key <code>lest</code> | h |",
            "| <code>a&#46;yml:1:1</code> | TOC206 warning: m |  |",
        ]

    def test_nothing_is_said_to_be_wrong(self) -> None:
        assert report_summary([], {}) == "### Tocsin: no problems"

    @pytest.mark.parametrize(
        "value", ["<img src=x>", "[a](http://b)", "|", "a`b", "**a**", "@all", "www.a.de", "x\ny"]
    )
    def test_what_a_file_holds_means_nothing_to_markdown(self, value: str) -> None:
        row = report_summary([problem(message=f"`{value}`", help=value)], {}).splitlines()[4]

        assert row.count("|") == 4
        assert not set("<>[]()*@`").intersection(re.sub(r"</?code>", "", row))
        assert "www." not in row

    def test_it_stays_below_the_limit_and_says_so(self) -> None:
        told = report_summary([problem(n, message="m" * 1000) for n in range(1, 1_200)], {})

        assert MOST_BYTES - 2_000 < len(told.encode()) < MOST_BYTES + 1_000
        assert told.endswith(" more are in the log of the step.")


class TestSarif:
    SOURCE = "x: 1\n  🚨 'lest it' : 2\n"

    def log(self, *told: Diagnostic) -> dict[str, Any]:
        return json.loads(sarif(told, {"a.yml": self.SOURCE}))

    def test_it_is_sarif(self) -> None:
        assert faults(self.log()) == []
        assert faults(self.log(problem(2, 5, help="h"), problem(code="TOC206", severity="warning"))) == []

    def test_places_are_code_points_and_reach_to_the_end_of_the_word(self) -> None:
        (result,) = self.log(problem(2, 5))["runs"][0]["results"]

        assert result["locations"][0]["physicalLocation"]["region"] == {
            "startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 14,
        }  # fmt: skip

    def test_each_code_told_is_a_rule_with_its_page(self) -> None:
        run = self.log(problem(code="TOC209"), problem(), problem(code="TOC209"))["runs"][0]

        assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["TOC205", "TOC209"]
        assert [each["ruleIndex"] for each in run["results"]] == [1, 0, 1]
        assert run["tool"]["driver"]["rules"][0]["help"]["markdown"].startswith("# TOC205: ")

    @pytest.mark.parametrize("code", CODES)
    def test_every_code_says_in_a_sentence_what_it_is(self, code: str) -> None:
        (rule,) = self.log(problem(code=code))["runs"][0]["tool"]["driver"]["rules"]

        assert rule["fullDescription"]["text"].endswith((".", "?"))
        assert "\n" not in rule["fullDescription"]["text"]

    def test_a_fingerprint_follows_its_line_and_tells_equal_ones_apart(self) -> None:
        def prints(source: str, *told: Diagnostic) -> list[str]:
            log = json.loads(sarif(told, {"a.yml": source}))
            return [
                each["partialFingerprints"]["primaryLocationLineHash"] for each in log["runs"][0]["results"]
            ]

        one = prints("lest: 1", problem(1, 1))
        moved = prints("x: 1\n\n  lest: 1", problem(3, 3))
        assert one == moved
        assert len(set(prints("lest: 1", problem(1, 1), problem(1, 1, message="n")))) == 2
        assert prints("else: 1", problem(1, 1)) != one

    @pytest.mark.parametrize(("path", "location"), [
        ("rules/a.yml", {"uri": "rules/a.yml", "uriBaseId": "%SRCROOT%"}),
        ("./rules/ä b%.yml", {"uri": "rules/%C3%A4%20b%25.yml", "uriBaseId": "%SRCROOT%"}),
        ("/srv/a.yml", {"uri": "file:///srv/a.yml"}),
    ])  # fmt: skip
    def test_a_path_is_a_uri(self, path: str, location: dict[str, str]) -> None:
        (result,) = json.loads(sarif([problem(path=path)], {}))["runs"][0]["results"]

        assert result["locations"][0]["physicalLocation"]["artifactLocation"] == location

    def test_a_message_has_no_links(self) -> None:
        (result,) = self.log(problem(message="[a](1)\x1b"))["runs"][0]["results"]

        assert result["message"]["text"] == r"[a] (1)\x1b"


def test_one_line_is_one_whatever_a_file_is_called() -> None:
    assert one_line(problem(path="a\nb\x1b[2J.yml")) == "a\\nb\\x1b[2J.yml:1:1: TOC205 m"
