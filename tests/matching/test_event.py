"""The fields of an event as conditions read them."""

from __future__ import annotations

from typing import Any

import pytest

from engine.matching.event import ABSENT, Event, members, view
from engine.matching.text import CASED, FOLDED


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"a": 1}, "a", 1),
        ({"a": None}, "a", None),
        ({}, "a", ABSENT),
        ({"a": {"b": 1}}, "a.b", 1),
        ({"a": {"b": {"c": 1}}}, "a.b.c", 1),
        ({"a": {"b.c": 1}}, "a.b.c", 1),
        ({"a.b": {"c": 1}}, "a.b.c", ABSENT),
        ({"a.b": 1, "a": {"b": 2}}, "a.b", 1),
        ({"a": {"b": None}}, "a.b", None),
        ({"a": {"b": 1}}, "a.c", ABSENT),
        ({"a": 1}, "a.b", ABSENT),
        ({"a": None}, "a.b", ABSENT),
        ({"a": "text"}, "a.b", ABSENT),
        ({"a": [{"b": 1}]}, "a.b", ABSENT),
        ({"": {"b": 1}}, ".b", 1),
        ({"a": {"": 1}}, "a.", 1),
    ],
)
def test_find(fields: dict[str, Any], name: str, value: Any) -> None:
    assert Event(fields).find(name) is value


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("Ab", ("ab",)),
        (5, ("5",)),
        (True, ("true",)),
        (None, ()),
        (["A", 1, None, ["b"], {"c": 1}], ("a", "1")),
        (("A", "B"), ("a", "b")),
        ({"a": 1}, ()),
        ([], ()),
    ],
)
def test_texts(value: Any, texts: tuple[str, ...]) -> None:
    assert Event({"f": value}).texts[view("f", form=FOLDED)] == texts


def test_cased_texts_are_as_written() -> None:
    event = Event({"f": ["Ab", "C"]})

    assert event.texts[view("f", form=CASED)] == ("Ab", "C")
    assert event.texts[view("f", form=FOLDED)] == ("ab", "c")


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        (5, (5,)),
        (0.5, (0.5,)),
        ("5", (5,)),
        ("-5", (-5,)),
        ("0.5", (0.5,)),
        ("1e3", (1000.0,)),
        ("٥", ()),
        ("5 ", ()),
        ("5\n", ()),
        ("0x10", ()),
        ("nan", ()),
        ("", ()),
        (True, ()),
        (None, ()),
        ([1, "2", True, None, "x"], (1, 2)),
        ("9" * 64, (int("9" * 64),)),
        ("9" * 65, ()),
    ],
)
def test_numbers(value: Any, numbers: tuple[float, ...]) -> None:
    assert Event({"f": value}).numbers["f"] == numbers


def test_a_long_id_in_text_keeps_every_digit() -> None:
    assert Event({"f": "123456789012345678"}).numbers["f"] == (123456789012345678,)


def test_a_missing_field_has_no_texts_and_no_numbers() -> None:
    assert (Event({}).texts["f"], Event({}).numbers["f"]) == ((), ())


def test_a_field_is_worked_out_once() -> None:
    event = Event({"f": "A"})

    assert event.texts["f"] is event.texts["f"]
    assert event.numbers["f"] is event.numbers["f"]


def test_it_is_the_mapping_it_was_made_of() -> None:
    assert dict(Event({"a": 1, "b": None})) == {"a": 1, "b": None}
    assert len(Event({"a": 1})) == 1


def test_members_of_a_list_of_a_value_and_of_nothing() -> None:
    assert [members([1, 2]), members(1), members(None), members(ABSENT)] == [(1, 2), (1,), (None,), ()]
