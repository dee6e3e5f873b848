"""Regular expressions as rules write them: what RE2 finds, and what is refused in which words."""

from __future__ import annotations

import pytest

from engine.matching import compile_match
from engine.matching.regex import LONGEST, MOST_STEPS, Regex, finder, refusal, steps

HOSTILE = ["a" * 4_000, "ab" * 2_000, "(" * 4_000, "\n" * 4_000, "ä\U0001f389" * 2_000, "\ud800" * 4_000]
EXPLOSIVE = ["(a+)+$", "(a|aa)+$", "(.*a){12}$", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", r"(\w*)*$"]


@pytest.mark.parametrize("source", EXPLOSIVE)
def test_what_explodes_elsewhere_ends_here(source: str) -> None:
    assert refusal(Regex(source)) is None
    found_in = finder(Regex(source))

    for text in HOSTILE:
        found_in(text + "!")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a(?=b)", "looks ahead or behind"),
        ("(?!a)b", "looks ahead or behind"),
        ("(?<=a)b", "looks ahead or behind"),
        ("(?<!a)b", "looks ahead or behind"),
        ("(?>a)b", "looks ahead or behind"),
        (r"(a)\1", "refers back to a group"),
        ("(?P<x>a)(?P=x)", "refers back to a group"),
        ("(", "cannot be read: missing ): ("),
        ("[z-a]", "cannot be read: invalid character class range"),
        ("a{1001}", "too large"),
        ("(?:.{1000}){2}", "too large"),
        (r"\pL{0,900}", "too large"),
        ("[ab]{1000}" * 9, "too large"),
        ("x" * (LONGEST + 1), "is longer than 4,000 characters"),
        ("\ud800", "half a character"),
    ],
)
def test_what_is_refused_says_why(source: str, words: str) -> None:
    said = refusal(Regex(source))

    assert said is not None
    assert words in said


def test_nothing_is_written_to_the_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    for source in ("(", "(?=a)", "a{1001}", r"\pL{0,900}"):
        refusal(Regex(source))

    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("source", [r"\\1", r"[\[(?=]", r"\(\?=", "a{1,3}", "[[:alpha:]]+", r"\Qa.b\E"])
def test_what_only_looks_like_it_is_taken(source: str) -> None:
    assert refusal(Regex(source)) is None


def test_counts_of_real_rules_are_taken() -> None:
    for source in (
        ".{1000,}",
        r"(gci|Get-Item).{1,64}-Path.{1,64}\\(services|Run)\\",
        "[A-Za-z0-9+/]{50,}={0,2}",
    ):
        assert refusal(Regex(source)) is None
        assert steps(Regex(source)) <= MOST_STEPS


def test_a_large_one_is_warned_of() -> None:
    def codes(source: str) -> list[str]:
        return [each.code for each in compile_match({"a|re": source})[1]]

    assert codes("a.{60}c") == []
    assert codes("a.{300}c") == ["TOC329"]


def test_flags_are_a_set() -> None:
    assert Regex("a").flagged("s").flagged("i").flagged("s") == Regex("a", "is")
    assert Regex("a", "is").words == ("re", "i", "s")


@pytest.mark.parametrize(
    ("regex", "text", "found"),
    [
        (Regex("b|c").open_end(), "cx", True),
        (Regex("b|c").open_end(), "xc", False),
        (Regex("^b", "m").open_end(), "a\nb", False),
        (Regex("b|c").open_start(), "xc", True),
        (Regex("b|c").open_start(), "c\n", False),
        (Regex("Ä", "i"), "ä", True),
        (Regex("."), "\ud800", True),
    ],
)
def test_a_regular_expression_is_found(regex: Regex, text: str, found: bool) -> None:
    assert finder(regex)(text) is found
