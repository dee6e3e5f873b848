"""How far two texts are apart, and which of many are near: as a table of all distances has it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.matching.slips import Near, clues, slips_in, within


def distance(left: str, right: str) -> int:
    """Optimal string alignment, by the table of all pairs of beginnings."""
    table = [[row + column for column in range(len(right) + 1)] for row in range(len(left) + 1)]
    for row in range(1, len(left) + 1):
        for column in range(1, len(right) + 1):
            change = left[row - 1] != right[column - 1]
            table[row][column] = min(
                table[row - 1][column] + 1, table[row][column - 1] + 1, table[row - 1][column - 1] + change
            )
            if left[row - 2 : row] == right[column - 2 : column][::-1] and row > 1 and column > 1:
                table[row][column] = min(table[row][column], table[row - 2][column - 2] + 1)
    return table[-1][-1]


texts = st.text(alphabet="ab", max_size=14)


@st.composite
def slipped(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and what a few slips make of it."""
    text = draw(st.text(alphabet="abc", min_size=3, max_size=16))
    other = text
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(other)))
        letter = draw(st.sampled_from("abx"))
        other = draw(
            st.sampled_from(
                [
                    other[:at] + letter + other[at:],
                    other[:at] + other[at + 1 :],
                    other[:at] + letter + other[at + 1 :],
                    other[:at] + other[at : at + 2][::-1] + other[at + 2 :],
                ]
            )
        )
    return text, other


@given(texts, texts, st.integers(0, 2))
def test_within_is_what_the_table_of_distances_says(left: str, right: str, slips: int) -> None:
    assert within(left, right, slips) == (distance(left, right) <= slips)


@given(slipped())
@example(("abcdefghijkl", "abcedfgihjkl"))
def test_what_slips_made_of_a_text_is_near_to_it_if_they_are_few(pair: tuple[str, str]) -> None:
    text, other = pair

    assert Near([text]).has(other) == (distance(text, other) <= slips_in(len(text)))


@given(st.lists(texts, max_size=8), texts)
def test_one_look_finds_what_comparing_with_each_finds(known: list[str], seen: str) -> None:
    found = any(distance(text, seen) <= slips_in(len(text)) for text in known)

    assert Near(known).has(seen) == found


@given(slipped())
def test_a_near_text_has_one_of_the_pieces(pair: tuple[str, str]) -> None:
    text, other = pair
    if distance(text, other) <= slips_in(len(text)):
        assert any(piece in other for _, piece in clues(text))


@pytest.mark.parametrize(("length", "slips"), [(0, 0), (3, 0), (4, 1), (9, 1), (10, 2), (100, 2)])
def test_a_longer_text_may_have_more_slips(length: int, slips: int) -> None:
    assert slips_in(length) == slips
