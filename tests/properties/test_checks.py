"""What `check` says can never be, never is: against the interpreter, on signals that the catalogue allows."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.documents.document import Document
from engine.matching import compile_detection
from engine.matching.checks.contradictions import NEVER_HOLDS
from engine.matching.checks.values import NEVER_SO
from engine.matching.event import Event
from engine.systems.review import review

LOGSOURCE = {"product": "discord", "category": "message_create"}
NUMBERS = st.sampled_from([0, 1, 2, 5, -3, 0.5, 2.5, 1e21])
TEXTS = st.sampled_from(["a", "b", "A", "ab", "5", "0.5", "true", "Yes", "010", ""])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "content": TEXTS,
    "links": st.sampled_from([0, 1, 2, 5, 10]),
    "account_age_days": NUMBERS,
    "is_bot": st.booleans(),
    "actor_roles": st.lists(st.sampled_from(["a", "b", "5"]), min_size=1, max_size=3),
    "severity": st.sampled_from(["low", "high"]),
    "actor": st.sampled_from([1, 5, 123456789012345678]),
}
WRITTEN = TEXTS | NUMBERS | st.booleans() | st.sampled_from(["a*", "*5", "?", "tr*", "hi*", "1?"])
MET = st.sampled_from(["a", "b", "5", 1, 5, True, "a*"])
"""Values that the signals below do have."""


def _listed(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, min_size=1, max_size=3)


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    """A selection of few fields, so that they meet; some cannot be read, and are left to other tests."""
    selection: dict[str, Any] = {}
    for _ in range(draw(st.integers(1, 3))):
        field = draw(st.sampled_from(["links", "actor_roles", "actor_roles", "is_bot", "content"]))
        if draw(st.integers(0, 2)) == 0:
            compare = draw(st.sampled_from(["gt", "gte", "lt", "lte"]))
            selection[f"{field}|{compare}"] = draw(_listed(st.sampled_from([0, 1, 2, 5, 0.5])))
        elif draw(st.integers(0, 4)) == 0:
            selection[f"{field}|exists"] = draw(st.booleans())
        else:
            selection[field + draw(st.sampled_from(["", "|all", "|all", "|contains|all"]))] = draw(
                _listed(MET)
            )
    return selection


CONDITIONS = st.sampled_from([
    "one", "one and two", "one and not two", "not one and two", "1 of them", "all of them",
    "one and not 1 of t*", "one and (two or not one)", "one and not 1 of them",
    "(one or two) and not (one and two)",
])  # fmt: skip
SIGNALS = st.fixed_dictionaries({}, optional=VALUES)


def document(one: Any, two: Any, condition: str) -> Document:
    detection = {"one": one, "two": two, "condition": condition}
    body = {"title": "t", "logsource": LOGSOURCE, "detection": detection}
    return Document("detection", "t", "p", "a.yml", 0, body, {})


@settings(max_examples=400, deadline=None)
@given(
    one=items() | st.lists(items(), min_size=1, max_size=2),
    two=items(),
    condition=CONDITIONS,
    signals=st.lists(SIGNALS, min_size=20, max_size=20),
)
def test_a_condition_that_never_holds_never_does(
    one: Any, two: Any, condition: str, signals: list[dict[str, Any]]
) -> None:
    rule = document(one, two, condition)
    ready, _ = compile_detection(rule.body)
    if ready is None:
        return
    found = [each for each in review(rule, ready.condition) if each.code == NEVER_HOLDS]

    for where in {each.where[-1] for each in found}:
        only = rule.body if where == "condition" else document(one, two, str(where)).body
        blamed, _ = compile_detection(only)
        assert blamed is not None
        assert not any(blamed.test(Event(signal)) for signal in signals), (where, only)


@settings(max_examples=600, deadline=None)
@given(
    field=st.sampled_from(sorted(VALUES)),
    modifier=st.sampled_from(["", "|contains", "|startswith", "|endswith", "|cased", "|gt", "|lt"]),
    value=WRITTEN,
    signals=st.lists(st.fixed_dictionaries(VALUES), min_size=10, max_size=10),
)
def test_a_value_that_a_field_never_has_never_matches(
    field: str, modifier: str, value: Any, signals: list[dict[str, Any]]
) -> None:
    rule = document({field + modifier: value}, {"content": "x"}, "one")
    ready, _ = compile_detection(rule.body)
    if ready is None or NEVER_SO not in {each.code for each in review(rule, ready.condition)}:
        return

    assert not any(ready.test(Event(signal)) for signal in signals)
