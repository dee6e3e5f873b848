"""A tuning is a function of a document and values: the document again, with these where its knobs stand."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from engine.documents.document import Document
from engine.systems import KINDS
from engine.systems.tuning.apply import tune, value_at

CORRELATION: dict[str, Any] = {
    "title": "Mass ban",
    "name": "mass_ban",
    "level": "critical",
    "correlation": {
        "type": "event_count",
        "rules": ["ban"],
        "group-by": ["actor"],
        "timespan": "10s",
        "condition": {"gte": 5},
    },
    "tocsin": {"except": {"actor": [1]}},
}


def tuned(*tunings: dict[str, Any], body: dict[str, Any] = CORRELATION) -> Document:
    document = Document("correlation", "mass_ban", "p", "m.yml", 0, deepcopy(body), {})
    return tune(document, tunings, KINDS["correlation"])


@pytest.mark.parametrize(
    ("tuning", "where", "value"),
    [
        ({"threshold": 3}, ("correlation", "condition", "gte"), 3),
        ({"window": "20s"}, ("correlation", "timespan"), "20s"),
        ({"level": "high"}, ("level",), "high"),
        ({"mode": "observe"}, ("tocsin", "mode"), "observe"),
        ({"except": {"actor": [2, 1]}}, ("tocsin", "except", "actor"), [1, 2]),
        ({"except": {"channel": [9]}}, ("tocsin", "except"), {"actor": [1], "channel": [9]}),
    ],
)
def test_each_knob_turns_its_own_value_and_no_other(tuning: dict[str, Any], where: Any, value: Any) -> None:
    made = tuned(tuning)

    assert value_at(made.body, where) == value
    assert made.identity == tuned().identity
    assert made.digest != tuned().digest
    others = deepcopy(CORRELATION)
    for body in (others, mine := deepcopy(made.body)):
        holder = body
        for step in where[:-1]:
            holder = holder[step]
        holder.pop(where[-1], None)
    assert mine == others


def test_what_was_tuned_is_left_as_it_was() -> None:
    document = Document("correlation", "mass_ban", "p", "m.yml", 0, deepcopy(CORRELATION), {})

    tune(document, [{"threshold": 3, "except": {"actor": [2]}}], KINDS["correlation"])

    assert document.body == CORRELATION
    assert not document.off


def test_the_number_is_put_where_the_condition_has_its_one() -> None:
    body = deepcopy(CORRELATION)
    body["correlation"]["condition"] = {"gt": 4}

    assert tuned({"threshold": 2}, body=body).body["correlation"]["condition"] == {"gt": 2}


@pytest.mark.parametrize("condition", [{"gte": 3, "lt": 9}, "ban", {"field": "target"}])
def test_a_condition_without_one_number_has_no_threshold(condition: Any) -> None:
    body = deepcopy(CORRELATION)
    body["correlation"]["condition"] = condition

    assert tuned({"threshold": 2}, body=body).body == body


def test_a_later_tuning_is_laid_over_an_earlier_one_key_by_key_and_exceptions_add_up() -> None:
    made = tuned(
        {"threshold": 3, "level": "low", "off": True, "except": {"actor": [2]}},
        {"threshold": 4, "off": False, "except": {"actor": [3], "channel": [5]}},
    )

    assert made.body["correlation"]["condition"] == {"gte": 4}
    assert made.body["level"] == "low"
    assert not made.off
    assert made.body["tocsin"]["except"] == {"actor": [1, 2, 3], "channel": [5]}


@pytest.mark.parametrize("modes", [("observe", "enforce"), ("enforce", "observe")])
def test_of_two_modes_the_lowest_holds(modes: tuple[str, str]) -> None:
    assert tuned(*({"mode": each} for each in modes)).body["tocsin"]["mode"] == "observe"


def test_of_values_that_are_refused_the_others_hold() -> None:
    made = tuned({"window": "0s", "threshold": 3})

    assert made.body["correlation"]["timespan"] == "10s"
    assert made.body["correlation"]["condition"] == {"gte": 3}


def test_nothing_is_said_by_being_off_but_that() -> None:
    made = tuned({"off": True})

    assert made.off
    assert made.body == CORRELATION
    assert made.digest != tuned().digest
