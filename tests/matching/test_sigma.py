"""The detection section as a whole: its selections, its conditions, what nobody uses."""

from __future__ import annotations

from typing import Any

import pytest

from engine.diagnostics import Problem
from engine.matching import Event, compile_detection, compile_match


def problems(section: Any) -> list[Problem]:
    return compile_detection({"detection": section})[1]


def test_a_detection_without_a_condition_says_what_to_add() -> None:
    assert problems({"selection": {"a": 1}}) == [
        Problem(
            "TOC301",
            ("detection",),
            "the detection has no `condition`",
            "key",
            0,
            "add `condition: selection`",
        )
    ]


def test_an_empty_list_of_conditions() -> None:
    found = problems({"selection": {"a": 1}, "condition": []})

    assert [(each.code, each.where) for each in found] == [("TOC301", ("detection", "condition"))]


@pytest.mark.parametrize("condition", [5, None, {"a": 1}, True])
def test_a_condition_is_text(condition: Any) -> None:
    found = problems({"selection": {"a": 1}, "condition": condition})

    assert [(each.code, each.where) for each in found] == [("TOC302", ("detection", "condition"))]


def test_a_problem_in_a_list_of_conditions_points_into_the_right_one() -> None:
    found = problems({"selection": {"a": 1}, "condition": ["selection", "selection and zzz", 5]})

    assert [(each.code, each.where, each.offset) for each in found] == [
        ("TOC303", ("detection", "condition", 1), 14),
        ("TOC302", ("detection", "condition", 2), 0),
    ]


@pytest.mark.parametrize("section", [None, [], "x", 5])
def test_a_detection_is_a_mapping(section: Any) -> None:
    assert [(each.code, each.where) for each in problems(section)] == [("TOC306", ("detection",))]


def test_a_detection_without_selections() -> None:
    assert "TOC306" in [each.code for each in problems({"condition": "selection"})]


def test_the_name_of_a_selection_is_text() -> None:
    found = problems({1: {"a": 1}, "condition": "1 of them"})

    assert found[0] == Problem(
        "TOC306", ("detection", 1), "the selection name 1 is not text", "key", 0, "quote it"
    )


def test_a_selection_that_no_condition_uses_is_a_warning() -> None:
    detection, found = compile_detection(
        {"detection": {"x": {"a": 1}, "y": {"b": 1}, "z": {"c": 1}, "condition": ["x", "1 of z*"]}}
    )

    assert detection is not None
    assert [(each.code, each.where, each.on) for each in found] == [("TOC305", ("detection", "y"), "key")]


@pytest.mark.parametrize(
    ("condition", "code"), [("and", "TOC302"), ("z", "TOC303"), ("1 of z*", "TOC304"), (5, "TOC302")]
)
def test_a_condition_with_a_problem_does_not_call_selections_unused(condition: Any, code: str) -> None:
    assert [each.code for each in problems({"x": {"a": 1}, "condition": condition})] == [code]


def test_problems_of_selections_and_of_the_condition_come_at_once() -> None:
    found = problems({"x": {"a|contian": 1}, "condition": "x and zzz"})

    assert [each.code for each in found] == ["TOC307", "TOC303"]


def test_the_old_time_frame_says_what_to_write() -> None:
    found = problems({"x": {"a": 1}, "timeframe": "10s", "condition": "x"})

    assert [(each.code, each.where, each.on) for each in found] == [
        ("TOC315", ("detection", "timeframe"), "key")
    ]


def test_a_selection_may_be_called_timeframe() -> None:
    assert problems({"timeframe": {"a": 1}, "condition": "timeframe"}) == []


def test_conditions_of_a_list_share_what_they_may_consist_of() -> None:
    section: dict[str, Any] = {f"s{n}": {"a": n} for n in range(900)}
    assert problems({**section, "condition": "1 of them"}) == []

    found = problems({**section, "condition": ["1 of them"] * 50})

    assert [(each.code, each.where) for each in found] == [("TOC323", ("detection", "condition", 5))]


@pytest.mark.parametrize("definitions", [
    {f"s{n}": {"a": n} for n in range(1_001)},
    {"s": {f"a{n}": n for n in range(1_001)}},
    {"s": [{"a": n} for n in range(600)]},
    {"s": {f"a{n}": n for n in range(600)}, "t": {f"a{n}": n for n in range(600)}},
    {"s": {"a": "*" * 201}},
], ids=["selections", "fields", "mappings", "together", "wildcards"])  # fmt: skip
def test_what_is_too_large_is_said_once(definitions: dict[str, Any]) -> None:
    assert [each.code for each in problems({**definitions, "condition": "1 of them"})] == ["TOC323"]


def test_what_is_just_not_too_large_is_taken() -> None:
    texts = {f"a{n}": "*x" * 100 for n in range(1_000)}
    assert problems({"s": texts, "condition": ["s"] * 9}) == []
    assert problems({"s": ["word"] * 5_000, "condition": ["s"] * 100}) == []
    assert [each.code for each in problems({"s": {"a": 1}, "condition": ["s"] * 101})] == ["TOC323"]


def test_a_problem_of_the_log_source_is_found_with_those_of_the_detection() -> None:
    _, found = compile_detection({"logsource": {}, "detection": {"x": {"a": 1}, "condition": "y"}})

    assert [each.code for each in found] == ["TOC303", "TOC316"]


def test_a_match_has_no_types_and_takes_both_forms() -> None:
    for value in ({"a": 1}, {"x": {"a": 1}, "condition": "x"}):
        detection, found = compile_match(value)
        assert detection is not None
        assert found == []
        assert detection.types == ()
        assert detection.test(Event({"a": 1}))
        assert not detection.test(Event({"a": 2}))


def test_a_match_points_into_its_condition() -> None:
    _, found = compile_match({"x": {"a": 1}, "condition": "y"}, ("here",))

    assert found[0].where == ("here", "condition")
