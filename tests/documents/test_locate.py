"""A place inside a text value, such as a condition, found in the file in every style of YAML."""

from __future__ import annotations

import pytest

from engine.diagnostics import Problem
from engine.documents.document import Document
from engine.documents.locate import from_problem
from engine.documents.reading.reader import read_bytes


def place(text: str, word: str) -> tuple[int, int]:
    """Where a problem at a word of the value of `c` is told."""
    parsed = read_bytes(text.encode()).documents[0]
    document = Document("k", "i", "p", "a.yml", 0, parsed.value, parsed.marks)
    problem = Problem("TOC302", ("c",), "m", offset=parsed.value["c"].index(word))
    told = from_problem(document, problem, text)
    return told.line, told.column


@pytest.mark.parametrize(("text", "line", "column"), [
    ("c: here a b", 1, 4),
    ("c: a here b", 1, 6),
    ("c:    a   here b", 1, 11),
    ("c: 'a here b'", 1, 7),
    ("c: 'it''s here'", 1, 11),
    ('c: "a here b"', 1, 7),
    ('c: "a\\u0041 here"', 1, 13),
    ('c: "\\" \\\\ \\x41\\n here"', 1, 18),
    ("c: |\n  a\n  here b\n", 3, 3),
    ("c: >-\n  a b\n\n  x here\n", 4, 5),
    ("c: >2 # why\n    a\n   here\n", 3, 4),
    ("c: | # a here\n  a here\n", 2, 5),
    ("c: ''' here'", 1, 8),
    ('c: "\\" here"', 1, 8),
    ("c: a b\n  and\n  here\n", 3, 3),
    ("c: 'a b\n  and\n  here'\n", 3, 3),
    ("x: 🚨\nc: 🚨 here\n", 2, 6),
    ("{x: 1, c: a here}", 1, 13),
    ('c: "\\e\\0 here"', 1, 10),
    ("c: |2\n    a\n\n   # here\n", 4, 6),
    ('c: "a\\\n  here"', 2, 3),
])  # fmt: skip
def test_a_word_is_found(text: str, line: int, column: int) -> None:
    assert place(text, "here") == (line, column)


@pytest.mark.parametrize(("text", "line", "column"), [
    ("a|here: 1", 1, 3),
    ("  'a|x|here': 1", 1, 8),
    ("{b: 1, a|here: 1}", 1, 10),
    ('"\\u0061|here": 1', 1, 9),
    ("? a|x|here\n: 1", 1, 7),
])  # fmt: skip
def test_a_word_of_a_key_is_found(text: str, line: int, column: int) -> None:
    parsed = read_bytes(text.encode()).documents[0]
    document = Document("k", "i", "p", "a.yml", 0, parsed.value, parsed.marks)
    key = next(key for key in parsed.value if "here" in key)
    found = from_problem(document, Problem("TOC307", (key,), "m", on="key", offset=key.index("here")), text)
    assert (found.line, found.column) == (line, column)


def told(problem: Problem, text: str | None = None) -> tuple[int, int]:
    source = "a:\n  - b: 1\n"
    parsed = read_bytes(source.encode()).documents[0]
    document = Document("k", "i", "p", "a.yml", 0, parsed.value, parsed.marks)
    found = from_problem(document, problem, text)
    return found.line, found.column


def test_a_problem_is_at_the_value_or_the_key() -> None:
    assert told(Problem("TOC302", ("a", 0, "b"), "m")) == (2, 8)
    assert told(Problem("TOC302", ("a", 0, "b"), "m", on="key")) == (2, 5)
    assert told(Problem("TOC302", ("a", 0), "m", on="key")) == (2, 5)


def test_a_place_that_is_not_there_is_told_at_what_should_hold_it() -> None:
    assert told(Problem("TOC302", ("a", 0, "x", "y"), "m")) == (2, 5)
    assert told(Problem("TOC302", ("x",), "m")) == (1, 1)


def test_a_document_without_places_is_told_at_its_beginning() -> None:
    document = Document("k", "i", "p", "a.yml", 0, {"a": 1}, {})

    found = from_problem(document, Problem("TOC302", ("a",), "m", offset=3), "a: 1")

    assert (found.line, found.column) == (1, 1)


def test_an_offset_beyond_the_value_stays_in_the_file() -> None:
    assert told(Problem("TOC302", ("a", 0, "b"), "m", offset=99), "a:\n  - b: 1\n") == (2, 8)
