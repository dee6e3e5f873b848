"""Explanations as lines for people."""

from __future__ import annotations

from typing import Any

from engine.matching import compile_detection
from engine.matching.explanation import Line, as_lines

LISTED = {
    "selection": {"actor": 1},
    "known": {"role": ["admin", "mod"]},
    "condition": "selection and not known",
}


def lines(section: dict[str, Any], event: dict[str, Any], **options: int) -> list[Line]:
    detection, problems = compile_detection({"detection": section})
    assert detection is not None, problems
    return as_lines(detection.explain(event), **options)


def value_of(seen: Any, **options: int) -> str | None:
    return lines({"selection": {"content": "x"}, "condition": "selection"}, {"content": seen}, **options)[
        -1
    ].value


def test_every_condition_is_a_line_below_what_it_is_part_of() -> None:
    assert lines(LISTED, {"actor": 1, "role": "guest"}) == [
        Line(0, True, "selection and not known"),
        Line(1, True, "selection"),
        Line(2, True, "actor: 1", "1"),
        Line(1, True, "not known"),
        Line(2, False, "known"),
        Line(3, False, "role: ['admin', 'mod']", '"guest"'),
    ]


def test_a_look_alike_shows_what_was_compared() -> None:
    section = {"selection": {"content|lookalike|contains": "Nitro"}, "condition": "selection"}

    assert lines(section, {"content": "N1TRO f\u043er all"})[-2:] == [
        Line(1, True, "content|contains|lookalike: 'Nitro'", '"N1TRO f\u043er all"'),
        Line(2, True, "content as it looks", '["nitro for aii"]'),
    ]


def test_a_word_is_spelled_as_a_rule_may_write_it() -> None:
    section = {"selection": {"content|lookalike|word": ["free nitro", "gift*"]}, "condition": "selection"}
    condition = "content|word|lookalike: ['free nitro', 'gift*']"

    assert lines(section, {"content": "free n1tro|x"})[-2:] == [
        Line(1, True, condition, '"free n1tro|x"'),
        Line(2, True, "content as it looks", '["free nitroix"]'),
    ]
    assert lines(section, {"content": "regift"})[-2].result is False


def test_a_domain_shows_which_domains_were_seen() -> None:
    section = {"selection": {"content|domain": "evil.example"}, "condition": "selection"}

    assert lines(section, {"content": "HTTPS://a.evil.example"})[-2:] == [
        Line(1, True, "content|domain: 'evil.example'", '"HTTPS://a.evil.example"'),
        Line(2, True, "domains in content", '["a.evil.example","evil.example","example"]'),
    ]
    assert lines(section, {"content": "none"})[-1] == Line(
        1, False, "content|domain: 'evil.example'", '"none"'
    )


def test_conditions_stand_in_the_order_of_the_document() -> None:
    section = {"selection": {"content": "a*b?", "actor": 1}, "condition": "selection"}

    assert [line.text for line in lines(section, {})][1:] == ["content: 'a*b?'", "actor: 1"]


def test_a_list_of_one_has_no_line_of_its_own() -> None:
    section = {"selection": [{"a": 1}, {"b": 2}], "condition": "selection"}

    assert [(line.depth, line.text) for line in lines(section, {})] == [
        (0, "selection"),
        (1, "a: 1"),
        (1, "b: 2"),
    ]


def test_a_missing_field_and_null_are_nothing_and_an_empty_text_is_not() -> None:
    assert [value_of(None), value_of("")] == ["nothing", '""']
    assert lines({"selection": {"a": "x"}, "condition": "selection"}, {})[-1].value == "nothing"


def test_text_is_told_from_numbers_and_lists_are_spelled_out() -> None:
    assert [value_of(5), value_of("5"), value_of(True), value_of(["é", 1])] == ["5", '"5"', "true", '["é",1]']


def test_what_people_wrote_stays_as_it_is() -> None:
    assert value_of("**hi** @everyone `x` <b>") == '"**hi** @everyone `x` <b>"'


def test_a_line_is_one_line_whatever_people_wrote() -> None:
    assert value_of("a\nb\x1b[31m\u202e\u2028\ud800") == '"a\\nb\\u001b[31m\\u202e\\u2028\\ud800"'


def test_a_rule_with_line_breaks_is_one_line() -> None:
    section = {"selection": {"content": "a\nb"}, "condition": "selection"}

    assert lines(section, {})[-1].text == "content: 'a\\nb'"


def test_long_values_and_conditions_are_cut() -> None:
    assert value_of("x" * 500) == '"' + "x" * 198 + "…"
    assert value_of("\n" * 500, longest=20) == '"' + "\\n" * 9 + "…"
    section = {"selection": {"content|contains": ["y" * 50]}, "condition": "selection"}
    assert lines(section, {}, longest=20)[-1].text == "content|contains: '…"


def test_a_value_of_just_the_longest_length_is_whole() -> None:
    assert value_of("x" * 18, longest=20) == '"' + "x" * 18 + '"'
