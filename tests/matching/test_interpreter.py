"""Evaluation and explanation of condition trees, against the obvious recursion."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.matching import Event, compile_match
from engine.matching.conditions import And, Condition, Leaf, Not, Or, size, spell
from engine.matching.interpreter import Explanation, compile_condition, explain
from engine.matching.operators.cidr import CIDR
from engine.matching.operators.contains import CONTAINS
from engine.matching.operators.equals import EQUALS
from engine.matching.operators.exists import EXISTS
from engine.matching.operators.fieldref import FIELDREF
from engine.matching.operators.lt import LT
from engine.matching.operators.null import NULL
from engine.matching.operators.operator import Reference
from engine.matching.operators.wildcard import WILDCARD
from engine.matching.text import CASED, parse_text

ITEMS = [
    {"a": "x"}, {"a": ["x", 1, None]}, {"a|contains": ["x", "y"]}, {"a|contains|all": ["x", "y"]},
    {"b|lt": 5}, {"b|gte": [1, 9]}, {"b|neq": 1}, {"b": None}, {"b": True}, {"c.d|gt": 0, "b|lte": 2},
    {"c.d|exists": True}, {"c.d|startswith": "x"}, {"a": "x*y?"}, {"a|cased|endswith": "Y"},
]  # fmt: skip
leaves = st.sampled_from([found.condition for item in ITEMS if (found := compile_match(item)[0]) is not None])
labels = st.sampled_from(["", "", "selection", "1 of s*"])
trees: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple), labels),
        st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple), labels),
    ),
    max_leaves=10,
)
values = st.sampled_from(
    ["x", "X", "y", "xy", "x-y!", "", "5", 0, 1, 5, 0.5, True, None, [], ["x", 7], ["Y", None]]
)
events = st.fixed_dictionaries(
    {}, optional={"a": values, "b": values, "c": st.fixed_dictionaries({"d": values})}
)


def holds(condition: Condition, event: Event) -> bool:
    match condition:
        case Leaf(field, operator, wanted, form):
            return operator.compile(field, wanted, form=form)(event)
        case Not(child):
            return not holds(child, event)
        case And(children):
            return all(holds(child, event) for child in children)
        case Or(children):
            return any(holds(child, event) for child in children)


def agrees(condition: Condition, explanation: Explanation, fields: dict[str, Any]) -> None:
    """Every node of the explanation says what the test of that condition alone says."""
    assert explanation["result"] == compile_condition(condition)(Event(fields))
    assert explanation["condition"] == spell(condition)
    inner = (
        ()
        if isinstance(condition, Leaf)
        else (condition.child,)
        if isinstance(condition, Not)
        else condition.children
    )
    assert len(inner) == len(explanation["children"])
    for child, explained in zip(inner, explanation["children"], strict=True):
        agrees(child, explained, fields)


@given(condition=trees, fields=events)
def test_a_compiled_condition_holds_when_the_obvious_recursion_does(
    condition: Condition, fields: dict[str, Any]
) -> None:
    assert compile_condition(condition)(Event(fields)) == holds(condition, Event(fields))


@given(condition=trees, fields=events)
def test_an_explanation_agrees_with_the_test_at_every_node(
    condition: Condition, fields: dict[str, Any]
) -> None:
    agrees(condition, explain(condition, Event(fields)), fields)


@given(conditions=st.lists(trees, min_size=2, max_size=4), fields=events)
def test_conditions_that_share_an_event_do_not_disturb_each_other(
    conditions: list[Condition], fields: dict[str, Any]
) -> None:
    shared = Event(fields)

    together = [compile_condition(condition)(shared) for condition in conditions]

    assert together == [compile_condition(condition)(Event(fields)) for condition in conditions]


def test_the_explanation_gives_each_leaf_the_value_it_saw() -> None:
    condition = And((Leaf("a", EQUALS, ("x",)), Leaf("c.d", CONTAINS, ("x",)), Leaf("b", NULL, (None,))))

    explanation = explain(condition, Event({"a": "Y", "c": {"d": ["Q"]}}))

    assert [child["value"] for child in explanation["children"]] == ["Y", ["Q"], None]
    assert explanation["value"] is None


def test_everything_is_explained_even_after_the_matter_is_decided() -> None:
    condition = Or((Leaf("a", EQUALS, (1,)), Leaf("b", EQUALS, (1,))))

    explanation = explain(condition, Event({"a": 1, "b": 1}))

    assert [child["result"] for child in explanation["children"]] == [True, True]


def test_the_cheapest_condition_is_asked_first_and_exceptions_last() -> None:
    asked: list[str] = []

    class Watched(dict[str, Any]):
        def get(self, key: str, default: Any = None) -> Any:
            asked.append(key)
            return super().get(key, default)

    leaves = (
        Not(Leaf("exception", EQUALS, (1,))),
        Leaf("pattern", WILDCARD, (parse_text("a*b?"),)),
        Leaf("words", CONTAINS, ("a", "b")),
        Leaf("number", LT, (5,)),
    )
    compile_condition(Or(leaves))(Event(Watched(exception=1)))

    assert list(dict.fromkeys(asked)) == ["number", "words", "pattern", "exception"]


def compiled(item: dict[str, Any]) -> Condition:
    detection, problems = compile_match(item)
    assert detection is not None, problems
    return detection.condition


def test_how_conditions_are_spelled() -> None:
    one, two = Leaf("a", EQUALS, (1,)), Leaf("b", CONTAINS, ("x", "y"), CASED)

    assert spell(one) == "a: 1"
    assert spell(two) == "b|contains|cased: ['x', 'y']"
    assert spell(And((one, two))) == "a: 1 and b|contains|cased: ['x', 'y']"
    assert spell(Not(And((one, two)))) == "not (a: 1 and b|contains|cased: ['x', 'y'])"
    assert spell(Not(And((one, two), "selection"))) == "not selection"
    assert spell(Or((And((one, one)), two))) == "(a: 1 and a: 1) or b|contains|cased: ['x', 'y']"
    assert spell(Leaf("f g", EXISTS, (True,))) == "f g|exists: true"
    assert spell(Leaf("f", CIDR, (ip_network("10.0.0.0/8"),))) == "f|cidr: '10.0.0.0/8'"
    assert spell(Leaf("f", FIELDREF, (Reference("g"), Reference("h")))) == "f|fieldref: ['g', 'h']"
    opened = Reference("g", CASED).open_end()
    assert spell(Leaf("f", FIELDREF, (opened,), CASED)) == "f|cased|fieldref|startswith: 'g'"
    assert spell(compiled({"f|wide|contains": "x"})) == "f|contains: 'x\0'"
    assert spell(compiled({"f|utf16": "x"})) == "f: '\ufeffx\0'"
    assert spell(compiled({"f|utf16be|startswith": "x"})) == "f|startswith: '\0x'"
    assert spell(compiled({"f|base64|contains": "x"})) == "f|contains: 'eA=='"
    offsets = compiled({"f|base64offset|contains": "xyz"})
    assert spell(offsets) == "f|contains: ['eHl6', 'h5e', '4eX']"
    assert spell(compiled({"f|windash|contains": "-x"})) == "f|contains: ['-x', '/x', '–x', '—x', '―x']"
    assert spell(Leaf("f", NULL, (None,))) == "f: null"
    assert spell(Leaf("f", WILDCARD, (parse_text(r"a*\?"),))) == r"f: 'a*\?'"


def test_size_counts_every_condition() -> None:
    leaf = Leaf("a", EQUALS, (1, 2, 3))

    assert [size(leaf), size(Not(leaf)), size(And((leaf, Or((leaf, leaf)))))] == [1, 2, 5]
