"""What a regular expression requires: nothing that it is found without."""

from __future__ import annotations

import random

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.matching.regex import Regex, finder
from engine.matching.required import required
from engine.matching.text import fold

CASES = [
    ("free nitro", "", ("free nitro",)),
    ("Free.*NITRO", "", ("nitro",)),
    ("(?i)free", "", ("free",)),
    ("discord", "i", ("cord",)),
    ("abc|defg", "", ("abc", "defg")),
    ("(?:free|gift)s? now", "", (" now",)),
    ("(free|gift)s?", "", ("free", "gift")),
    ("ab+cde?f", "", ("ab",)),
    ("ab{2,}c", "", ("ab",)),
    ("ab{0,2}", "", ("a",)),
    (r"a\.b\\c", "", ("a.b\\c",)),
    ("[abc]+x", "", ("x",)),
    ("[]a]bcd", "", ("bcd",)),
    ("[[:alpha:]\\]]bcd", "", ("bcd",)),
    (r"\d+ \bmembers\b", "", ("members",)),
    ("(?P<x>abc)+d", "", ("abc",)),
    ("(abc)?", "", None),
    ("abc|", "", None),
    (".*", "", None),
    (r"\x41bc", "", None),
    (r"\pLabc", "", None),
    ("(?i:abc)", "", None),
    (r"what\?", "", ("what",)),
    ("ΣΑΣ", "", ("σασ",)),
    ("ΣΑΣx", "i", ("x",)),
]


@pytest.mark.parametrize(("source", "flags", "literals"), CASES)
def test_what_it_requires(source: str, flags: str, literals: tuple[str, ...] | None) -> None:
    assert required(Regex(source, flags)) == literals


PARTS = (
    "a", "b", "sk", "K", "ſ", "Σ", r"\.", r"\?", ".", "[ab]", "[^a]", r"[\]b]", "[[:digit:]]", r"\d", r"\b",
    "^", "$", "|", "(ab|c)", "(?:a|)", "(?P<n>bk)", "((a)|b(c))", "x{2}", "{", r"\x61", r"\Qa|\E", "(?i)",
    "(?i:k)", "(?s:.)", r"\pL", "*", "+", "?", "*?", "{0,3}", "{1,}", "{2}",
)  # fmt: skip
LETTERS = (
    "a",
    "b",
    "c",
    "s",
    "k",
    "K",
    "\u212a",
    "ſ",
    "S",
    "Σ",
    "ς",
    "x",
    "xx",
    ".",
    "?",
    "\ud800",
    "1",
    " ",
    "|",
    "]",
    "A",
)


@given(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=7).map("".join),
    st.sampled_from(("", "i", "im", "s")),
    st.integers(0, 2**32),
)
@settings(max_examples=1_500, deadline=None)
def test_it_is_found_only_where_a_literal_stands(source: str, flags: str, seed: int) -> None:
    regex = Regex(source, flags)
    try:
        found_in = finder(regex)
    except re2.error:
        return
    literals = required(regex)
    if literals is None:
        return
    rng = random.Random(seed)
    for _ in range(30):
        text = "".join(rng.choices(LETTERS, k=rng.randrange(9)))
        if found_in(text):
            assert any(literal in fold(text) for literal in literals), (source, flags, text, literals)
