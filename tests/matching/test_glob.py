"""Wildcards against the slow and obvious way to match them."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.matching.glob import compile_glob
from engine.matching.text import Part, Wildcard, parse_text


def slowly(parts: Sequence[Part], text: str) -> bool:
    if not parts:
        return not text
    first, rest = parts[0], parts[1:]
    if first is Wildcard.ANY:
        return any(slowly(rest, text[start:]) for start in range(len(text) + 1))
    if first is Wildcard.ONE:
        return bool(text) and slowly(rest, text[1:])
    assert isinstance(first, str)
    return text.startswith(first) and slowly(rest, text[len(first) :])


@given(pattern=st.text(alphabet="ab.\n*?", max_size=8), text=st.text(alphabet="ab.\n", max_size=10))
@example(pattern="ab*ba", text="aba")
@example(pattern="*a?*b", text="aab")
@example(pattern="*a?*b", text="ab")
@example(pattern="?*?", text="a")
@example(pattern="", text="")
@example(pattern="a?b*", text="a\nb")
@example(pattern="a.?", text="abc")
def test_it_agrees_with_trying_everything(pattern: str, text: str) -> None:
    parts = parse_text(pattern).parts

    assert compile_glob(parts)(text) is slowly(parts, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("*a" * 30 + "*b", "b" + "a" * 4000),
        ("*?a?" * 10 + "*b?c", "c" + "ab" * 2000),
        ("*a?b*", "b" + "a" * 100_000),
        ("*" + "a?" * 50 + "b*", "b" + "a" * 4000),
    ],
)
def test_no_pattern_blows_up(pattern: str, text: str) -> None:
    fits = compile_glob(parse_text(pattern).parts)

    started = time.process_time()
    assert not fits(text)

    assert time.process_time() - started < 0.2  # a backtracking matcher would not come back
