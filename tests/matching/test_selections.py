"""What is wrong with a selection, and where: every problem at once."""

from __future__ import annotations

from typing import Any

import pytest

from engine.matching import compile_detection, compile_match

HERE = ("detection", "s")
CASED = "|cased" * 9


def codes(selection: Any) -> list[tuple[str, tuple[str | int, ...], str]]:
    _, problems = compile_detection({"detection": {"s": selection, "condition": "s"}})
    return [(problem.code, problem.where[2:], problem.on) for problem in problems]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({}, [("TOC306", (), "value")]),
        ([], [("TOC306", (), "value")]),
        ([{"a": 1}, {}], [("TOC306", (1,), "value")]),
        ({5: "x"}, [("TOC306", (5,), "key")]),
        ({"a|contian": "x"}, [("TOC307", ("a|contian",), "key")]),
        ({"a|": "x"}, [("TOC307", ("a|",), "key")]),
        ({"a|Contains": "x"}, [("TOC307", ("a|Contains",), "key")]),
        ({"a|re": True}, [("TOC309", ("a|re",), "value")]),
        ({"a|re": 5}, []),
        ({"a|re": ""}, [("TOC311", ("a|re",), "value")]),
        ({"a|re": ["x", "x("]}, [("TOC327", ("a|re", 1), "value")]),
        ({"a|re": "(?=x)"}, [("TOC327", ("a|re",), "value")]),
        ({"a|re": r"(x)\1"}, [("TOC327", ("a|re",), "value")]),
        ({"a|re": "x{2000}"}, [("TOC327", ("a|re",), "value")]),
        ({"a|re": "x" * 4001}, [("TOC327", ("a|re",), "value")]),
        ({"a|re": "\ud800"}, [("TOC327", ("a|re",), "value")]),
        ({"a|contains|re": "x"}, [("TOC310", ("a|contains|re",), "key")]),
        ({"a|re|cased": "x"}, [("TOC310", ("a|re|cased",), "key")]),
        ({"a|re|lt": "x"}, [("TOC310", ("a|re|lt",), "key")]),
        ({"a|i": "x"}, [("TOC309", ("a|i",), "value")]),
        ({"a|expand": 5}, [("TOC309", ("a|expand",), "value")]),
        ({"a|expand|lt": "%x%"}, [("TOC309", ("a|expand|lt",), "value")]),
        ({"a|hour": "5"}, [("TOC309", ("a|hour",), "value")]),
        ({"a|hour": [0, 24]}, [("TOC309", ("a|hour", 1), "value")]),
        ({"a|hour": 1.5}, [("TOC309", ("a|hour",), "value")]),
        ({"a|week": 0}, [("TOC309", ("a|week",), "value")]),
        ({"a|hour|minute": 5}, [("TOC310", ("a|hour|minute",), "key")]),
        ({"a|hour|lt|gt": 5}, [("TOC310", ("a|hour|lt|gt",), "key")]),
        ({"a|lt|hour": 5}, [("TOC310", ("a|lt|hour",), "key")]),
        ({"a|hour|contains": 5}, [("TOC310", ("a|hour|contains",), "key")]),
        ({"a|contian|lt": "5"}, [("TOC307", ("a|contian|lt",), "key")]),
        ({"a|lt": "5"}, [("TOC309", ("a|lt",), "value")]),
        ({"a|lt": [5, "5"]}, [("TOC309", ("a|lt", 1), "value")]),
        ({"a|lt": True}, [("TOC309", ("a|lt",), "value")]),
        ({"a|lt": None}, [("TOC309", ("a|lt",), "value")]),
        ({"a|contains": 5}, [("TOC309", ("a|contains",), "value")]),
        ({"a|exists": "true"}, [("TOC309", ("a|exists",), "value")]),
        ({"a|cased": 5}, [("TOC309", ("a|cased",), "value")]),
        ({"a|lt|gt": 5}, [("TOC310", ("a|lt|gt",), "key")]),
        ({"a|lt|gt": [5, 6]}, [("TOC310", ("a|lt|gt",), "key")]),
        ({"a|exists|contains": True}, [("TOC310", ("a|exists|contains",), "key")]),
        ({"a|all|exists": True}, [("TOC310", ("a|all|exists",), "key")]),
        ({"a|cidr": 10}, [("TOC309", ("a|cidr",), "value")]),
        ({"a|cidr": ["10.0.0.0/8", "10.0.0.1/8"]}, [("TOC309", ("a|cidr", 1), "value")]),
        ({"a|cidr": "10.0.*"}, [("TOC309", ("a|cidr",), "value")]),
        ({"a|cidr": ""}, [("TOC309", ("a|cidr",), "value")]),
        ({"a|cidr|contains": "10.0.0.0/8"}, [("TOC310", ("a|cidr|contains",), "key")]),
        ({"a|domain": 5}, [("TOC309", ("a|domain",), "value")]),
        ({"a|domain": "*.example.com"}, [("TOC309", ("a|domain",), "value")]),
        ({"a|domain": "https://example.com"}, [("TOC309", ("a|domain",), "value")]),
        ({"a|domain": ""}, [("TOC311", ("a|domain",), "value")]),
        ({"a|lookalike|domain": "a.b"}, [("TOC309", ("a|lookalike|domain",), "value")]),
        ({"a|contains|domain": "a.b"}, [("TOC309", ("a|contains|domain",), "value")]),
        ({"a|domain|contains": "a.b"}, [("TOC310", ("a|domain|contains",), "key")]),
        ({"a|imitates": "a b"}, [("TOC309", ("a|imitates",), "value")]),
        ({"a|lookalike": 5}, [("TOC309", ("a|lookalike",), "value")]),
        ({"a|lookalike|contains": "\u200b"}, [("TOC309", ("a|lookalike|contains",), "value")]),
        ({"a|lookalike": "x*\u200b"}, [("TOC309", ("a|lookalike",), "value")]),
        ({"a|cased|lookalike": "x"}, [("TOC309", ("a|cased|lookalike",), "value")]),
        ({"a|lookalike|cased": "x"}, [("TOC309", ("a|lookalike|cased",), "value")]),
        ({"a|lookalike|contains": ""}, [("TOC311", ("a|lookalike|contains",), "value")]),
        ({"a|word": 5}, [("TOC309", ("a|word",), "value")]),
        ({"a|word": ""}, [("TOC311", ("a|word",), "value")]),
        ({"a|word": " "}, [("TOC309", ("a|word",), "value")]),
        ({"a|word": ["*", "* *"]}, [("TOC309", ("a|word", 0), "value"), ("TOC309", ("a|word", 1), "value")]),
        ({"a|word": "fr*e"}, [("TOC309", ("a|word",), "value")]),
        ({"a|word": "nitr?"}, [("TOC309", ("a|word",), "value")]),
        ({"a|word": "free *"}, [("TOC309", ("a|word",), "value")]),
        ({"a|word": "* nitro"}, [("TOC309", ("a|word",), "value")]),
        ({"a|word|lookalike": "\u200b"}, [("TOC309", ("a|word|lookalike",), "value")]),
        ({"a|lookalike|word": "x \u200b*"}, [("TOC309", ("a|lookalike|word",), "value")]),
        ({"a|word|lookalike|cased": "x"}, [("TOC309", ("a|word|lookalike|cased",), "value")]),
        ({"a|word|contains": "x"}, [("TOC310", ("a|word|contains",), "key")]),
        ({"a|contains|word": "x"}, [("TOC310", ("a|contains|word",), "key")]),
        ({"a|startswith|cased|word": "x"}, [("TOC310", ("a|startswith|cased|word",), "key")]),
        ({"a|word|expand": "%x%"}, [("TOC310", ("a|word|expand",), "key")]),
        ({"a|re|word": "x"}, [("TOC310", ("a|re|word",), "key")]),
        ({"a|fuzzy": 5}, [("TOC309", ("a|fuzzy",), "value")]),
        ({"a|fuzzy": ""}, [("TOC311", ("a|fuzzy",), "value")]),
        ({"a|fuzzy": ["x" * 4, "x" * 100, "a\\*bc"]}, []),
        ({"a|fuzzy": "mod"}, [("TOC309", ("a|fuzzy",), "value")]),
        ({"a|fuzzy": "x" * 101}, [("TOC309", ("a|fuzzy",), "value")]),
        ({"a|expand|fuzzy": "%x%"}, []),
        ({"a|fuzzy": "%x%"}, [("TOC309", ("a|fuzzy",), "value")]),
        ({"a|domain": "%x%"}, [("TOC309", ("a|domain",), "value")]),
        ({"a|expand|domain": "%x%"}, []),
        ({"a|fuzzy": "admin*"}, [("TOC309", ("a|fuzzy",), "value")]),
        ({"a|lookalike|fuzzy": "mod\u200b"}, [("TOC309", ("a|lookalike|fuzzy",), "value")]),
        ({"a|contains|fuzzy": "admin"}, [("TOC310", ("a|contains|fuzzy",), "key")]),
        ({"a|fuzzy|contains": "admin"}, [("TOC310", ("a|fuzzy|contains",), "key")]),
        ({"a|fuzzy|expand": "%list%"}, [("TOC310", ("a|fuzzy|expand",), "key")]),
        ({"a|cased|cidr": "10.0.0.0/8"}, [("TOC310", ("a|cased|cidr",), "key")]),
        ({"a|fieldref": 5}, [("TOC309", ("a|fieldref",), "value")]),
        ({"a|fieldref": "b*"}, [("TOC309", ("a|fieldref",), "value")]),
        ({"a|contains|fieldref": "b"}, [("TOC309", ("a|contains|fieldref",), "value")]),
        ({"a|fieldref": ""}, [("TOC311", ("a|fieldref",), "value")]),
        ({"a|fieldref|cased": "b"}, [("TOC310", ("a|fieldref|cased",), "key")]),
        ({"a|fieldref|fieldref": "b"}, [("TOC310", ("a|fieldref|fieldref",), "key")]),
        ({"a|fieldref|lt": "b"}, [("TOC310", ("a|fieldref|lt",), "key")]),
        ({"a|utf16": 5}, [("TOC309", ("a|utf16",), "value")]),
        ({"a|utf16": "ä"}, [("TOC309", ("a|utf16",), "value")]),
        ({"a|utf16|utf16": "x"}, [("TOC309", ("a|utf16|utf16",), "value")]),
        ({"a|utf16be": None}, [("TOC309", ("a|utf16be",), "value")]),
        ({"a|utf16be": "ä"}, [("TOC309", ("a|utf16be",), "value")]),
        ({"a|base64": 5}, [("TOC309", ("a|base64",), "value")]),
        ({"a|base64": ["x", "x?"]}, [("TOC309", ("a|base64", 1), "value")]),
        ({"a|base64": "\ud800"}, [("TOC309", ("a|base64",), "value")]),
        ({"a|contains|base64": "x"}, [("TOC309", ("a|contains|base64",), "value")]),
        ({"a|base64|contains": ""}, [("TOC311", ("a|base64|contains",), "value")]),
        ({"a" + "|base64" * 100: "x"}, [("TOC323", ("a" + "|base64" * 100,), "key")]),
        ({"a|base64offset": 5}, [("TOC309", ("a|base64offset",), "value")]),
        ({"a|base64offset": "x*"}, [("TOC309", ("a|base64offset",), "value")]),
        ({"a|base64offset|contains": "x"}, [("TOC311", ("a|base64offset|contains",), "value")]),
        ({"a|base64offset|lt": "xyz"}, [("TOC309", ("a|base64offset|lt",), "value")]),
        ({"a" + "|base64offset" * 12: "xyz"}, [("TOC323", ("a" + "|base64offset" * 12,), "key")]),
        ({"a|windash": 5}, [("TOC309", ("a|windash",), "value")]),
        ({"a|windash": ["-a -b -c", "-a *-b /c -d"]}, [("TOC309", ("a|windash", 1), "value")]),
        ({"a|windash": ["-a -b -c"] * 300}, [("TOC323", ("a|windash",), "key")]),
        ({"a|windash|cased|cased": ["-a -b -c"] * 5}, []),
        ({"a|windash" + CASED: ["-a -b -c"] * 5}, [("TOC323", ("a|windash" + CASED,), "key")]),
        ({"a|windash|contains": ""}, [("TOC311", ("a|windash|contains",), "value")]),
        ({"a|wide": 5}, [("TOC309", ("a|wide",), "value")]),
        ({"a|wide": ["a", "ä"]}, [("TOC309", ("a|wide", 1), "value")]),
        ({"a|wide": "\ud800"}, [("TOC309", ("a|wide",), "value")]),
        ({"a|fieldref|wide": "b"}, [("TOC310", ("a|fieldref|wide",), "key")]),
        ({"a|wide|cidr": "b"}, [("TOC310", ("a|wide|cidr",), "key")]),
        ({"a" + "|wide" * 16: ["bb", "c"]}, [("TOC323", ("a" + "|wide" * 16,), "key")]),
        ({"a" + "|cased" * 16: "x"}, []),
        ({"a" + "|cased" * 17: ["x", "y"]}, [("TOC323", ("a" + "|cased" * 17,), "key")]),
        ({"a|contains": ""}, [("TOC311", ("a|contains",), "value")]),
        ({"a|startswith": ["x", ""]}, [("TOC311", ("a|startswith", 1), "value")]),
        ({"a|endswith": ""}, [("TOC311", ("a|endswith",), "value")]),
        ({"a|contains|cased": ""}, [("TOC311", ("a|contains|cased",), "value")]),
        ({"a": {"b": 1}}, [("TOC312", ("a",), "value")]),
        ({"a": ["x", ["y"]]}, [("TOC312", ("a", 1), "value")]),
        ({"a": float("nan")}, [("TOC312", ("a",), "value")]),
        ({"a": float("inf")}, [("TOC312", ("a",), "value")]),
        ({"a": b"x"}, [("TOC312", ("a",), "value")]),
        ("", [("TOC311", (), "value")]),
        (["word", ""], [("TOC311", (1,), "value")]),
        (None, [("TOC312", (), "value")]),
        (["word", None], [("TOC312", (1,), "value")]),
        (float("nan"), [("TOC312", (), "value")]),
        ({"|all": []}, [("TOC306", ("|all",), "value")]),
        ({"": None}, [("TOC312", ("",), "value")]),
        ({"|exists": True}, [("TOC310", ("|exists",), "key")]),
        ({"a|contains|exists": []}, [("TOC314", ("a|contains|exists",), "value")]),
        ({"a": []}, [("TOC314", ("a",), "value")]),
    ],
)  # fmt: skip
def test_problem(selection: Any, expected: list[tuple[str, tuple[str | int, ...], str]]) -> None:
    assert codes(selection) == expected


@pytest.mark.parametrize(
    "selection",
    [
        {"a|contains": "*"},
        {"a": ""},
        {"a|neq": ""},
        {"a|all": ["x", "y"]},
        {"a|neq|all": ["x", "y"]},
        {"a|lt|neq": 5},
        {"a|exists|neq": True},
        {"a|contains|startswith": "x"},
        {"a|cased|cased": "x"},
        [[{"a": 1}]],
    ],
)
def test_no_problem(selection: Any) -> None:
    assert codes(selection) == []


def test_every_problem_of_a_selection_is_found_at_once() -> None:
    found = codes({"a|contian": 1, "b|lt": "5", "c": [{}], "d": [], "e|contains": ""})

    assert [code for code, _, _ in found] == ["TOC307", "TOC309", "TOC312", "TOC314", "TOC311"]


def test_lists_have_a_deepest() -> None:
    selection: Any = {"a": 1}
    for _ in range(32):
        selection = [selection]
    assert codes(selection) == []

    assert [code for code, _, _ in codes([selection])] == ["TOC306"]


@pytest.mark.parametrize(
    ("selection", "help_"),
    [
        ({"a|contian": "x"}, "did you mean `contains`?"),
        ({"a|lt": "5"}, "take the quotes away"),
        ({"a|contains": 5}, "put it in quotes"),
        ({"a|contains": None}, None),
        ({"a|lt|gt": 5}, "keep one of the two"),
        ({"a|cidr": "10.0.0.1/8"}, None),
        ("", "say what to look for"),
    ],
)
def test_help(selection: Any, help_: str | None) -> None:
    _, problems = compile_detection({"detection": {"s": selection, "condition": "s"}})

    assert problems[0].help == help_


def test_a_match_is_one_selection_and_its_problems_stand_where_it_does() -> None:
    detection, problems = compile_match({"a|contian": 1}, ("steps", 2, "match"))

    assert detection is None
    assert [problem.where for problem in problems] == [("steps", 2, "match", "a|contian")]


@pytest.mark.parametrize("value", ["x", [{"a": 1}], None, 5])
def test_a_match_is_a_mapping(value: Any) -> None:
    detection, problems = compile_match(value)

    assert detection is None
    assert [(problem.code, problem.where) for problem in problems] == [("TOC306", ("match",))]
