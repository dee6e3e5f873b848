"""Text as Sigma writes it, folding, and the text form of values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.matching.text import CASED, Text, Wildcard, fold, parse_text, text_of

ANY, ONE = Wildcard.ANY, Wildcard.ONE


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("", ()),
        ("abc", ("abc",)),
        ("a*b?", ("a", ANY, "b", ONE)),
        (r"a\*b", ("a*b",)),
        (r"a\?", ("a?",)),
        (r"a\\b", (r"a\b",)),
        (r"a\b", (r"a\b",)),
        (r"a\\*", ("a\\", ANY)),
        (r"a\\\*", (r"a\*",)),
        ("a\\", ("a\\",)),
        ("**", (ANY, ANY)),
    ],
)
def test_wildcards_and_escapes(source: str, parts: tuple[Any, ...]) -> None:
    assert parse_text(source).parts == parts


@given(st.text(alphabet="ab*?\\", max_size=8))
def test_a_text_spelled_and_read_again_is_the_same(source: str) -> None:
    text = parse_text(source)

    assert parse_text(str(text)) == text


@given(st.text(), st.text())
@example("ΟΣ", "α")
@example("ΟΔΟΣ", " ")
@example("A", "Σ")
def test_folding_a_piece_gives_the_piece_of_the_folded_whole(left: str, right: str) -> None:
    assert fold(left + right) == fold(left) + fold(right)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("upper", "lower"), [("ABC", "abc"), ("ÄÖÜ", "äöü"), ("ПРИЗ", "приз"), ("ΟΔΟΣ", "οδος")]
)
def test_upper_and_lower_case_are_one(upper: str, lower: str) -> None:
    assert fold(upper) == fold(lower)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (True, "true"),
        (False, "false"),
        (4688, "4688"),
        (-1, "-1"),
        (5.0, "5"),
        (0.5, "0.5"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        (None, None),
        ([], None),
        ({}, None),
        (b"x", None),
    ],
)
def test_the_text_form_of_a_value(value: Any, text: str | None) -> None:
    assert text_of(value) == text


def test_an_integer_that_python_refuses_to_write_has_a_text() -> None:
    assert text_of(10**5000) == hex(10**5000)


def test_opening_an_open_end_changes_nothing() -> None:
    assert parse_text("*a").open_start().parts == (ANY, "a")
    assert parse_text("a*").open_end().parts == ("a", ANY)
    assert parse_text("a").open_start().open_end().parts == (ANY, "a", ANY)


def test_opening_keeps_the_case() -> None:
    assert Text(("A",), CASED).open_start().open_end().form == CASED
