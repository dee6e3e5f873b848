"""What a whole word is: against a slow and obvious reading, and against texts that are made to be slow."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from engine.matching.skeleton import skeleton
from engine.matching.text import CASED, FOLDED, SKELETON, Text, Wildcard, parse_text
from engine.matching.words import NO_SIGNS, phrase_of, signs_in, straight

LETTERS = "abÄ5\u0301"
TEXTS = st.text(alphabet=LETTERS + "__  \n'-\u4e2d\U0001f381", max_size=14)
WORDS = st.text(alphabet="abÄ5", min_size=1, max_size=3)
A_WORD = re.compile(f"[{LETTERS}]+(?:_+[{LETTERS}]+)*")


def stands(wanted: str, text: str) -> bool:
    phrase = phrase_of(parse_text(wanted), CASED)
    assert phrase is not None
    return phrase.stands_in(straight(text), NO_SIGNS)


def words_in(text: str) -> list[tuple[str, int, int]]:
    return [(found[0], found.start(), found.end()) for found in A_WORD.finditer(text)]


@given(WORDS, TEXTS)
def test_a_word_is_one_of_the_words_of_the_text(word: str, text: str) -> None:
    assert stands(word, text) == any(word == each for each, _, _ in words_in(text))


@given(WORDS, TEXTS)
def test_an_open_word_begins_or_ends_one(word: str, text: str) -> None:
    found = [each for each, _, _ in words_in(text)]

    assert stands(f"{word}*", text) == any(each.startswith(word) for each in found)
    assert stands(f"*{word}", text) == any(each.endswith(word) for each in found)


@given(WORDS, WORDS, TEXTS)
def test_words_follow_one_another_with_blanks_alone_between(one: str, other: str, text: str) -> None:
    found = words_in(text)
    pairs = pairwise(found)
    expected = any(
        a == one and b == other and text[end:start].isspace() for (a, _, end), (b, start, _) in pairs
    )

    assert stands(f"{one} {other}", text) == expected


@given(st.text(), st.text())
def test_signs_are_places_of_the_skeleton(before: str, after: str) -> None:
    look = skeleton(before + "|" + after)
    place = len(skeleton(before))

    assert look[place] == "i"
    assert place in signs_in(before + "|" + after)
    assert all(0 <= each < len(look) for each in signs_in(before + "|" + after))


def test_letters_in_circles_are_letters_where_looks_count() -> None:
    circled = "\U0001f17d\U0001f178"

    assert phrase_of(Text((circled,)), FOLDED) == phrase_of(
        Text((Wildcard.ANY, circled, Wildcard.ANY)), FOLDED
    )
    assert phrase_of(Text((circled,)), SKELETON) == phrase_of(Text(("ni",)), SKELETON)
    assert signs_in(circled) == NO_SIGNS


def test_the_longest_run_has_neither_blanks_nor_apostrophes() -> None:
    phrase = phrase_of(parse_text("Isn\u2019t it free"), FOLDED)

    assert phrase is not None
    assert phrase.longest == "free"
