"""`tocsin.except`: the people, roles and channels that a rule passes over. Alike for every kind of rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.diagnostics import Problem
from engine.matching.checks.vocabulary import Vocabulary
from engine.matching.conditions import Condition, Leaf, Not, Or
from engine.matching.event import Test
from engine.matching.filters import Filter
from engine.matching.interpreter import compile_condition
from engine.matching.operators.equals import EQUALS
from engine.systems.sections import section_of

NOT_SAID: Final = "TOC617"
EXCEPT: Final = "except"
FIELDS: Final[Mapping[str, str]] = {"actor": "actor", "role": "actor_roles", "channel": "channel"}
"""What is passed over, and the field of a signal that says it."""


def excepted(body: Mapping[str, Any]) -> Condition | None:
    """What a signal must be to be passed over; None: nothing is."""
    section = section_of(section_of(body, "tocsin"), EXCEPT)
    leaves = tuple(
        Leaf(field, EQUALS, tuple(map(str, section[name])))
        for name, field in FIELDS.items()
        if section.get(name)
    )
    return Or(leaves, "an exception") if leaves else None


def exceptions_of(body: Mapping[str, Any]) -> list[Filter]:
    """The same as a filter on a detection."""
    found = excepted(body)
    return [] if found is None else [Filter("exceptions", Not(found))]


def passes_over(body: Mapping[str, Any]) -> Test | None:
    """The same as a test of what a rule reads; None: nothing is passed over."""
    found = excepted(body)
    return None if found is None else compile_condition(found)


def check_exceptions(body: Mapping[str, Any], vocabulary: Vocabulary | None) -> Iterator[Problem]:
    """Exceptions that can never hold: the signals that a rule is about do not say who is meant."""
    if vocabulary is None:
        return
    for name in section_of(section_of(body, "tocsin"), EXCEPT):
        field = FIELDS.get(name)
        if field is not None and field not in vocabulary.fields:
            message = f"the signals of this rule do not say the {name}: none has a field `{field}`"
            yield Problem(
                NOT_SAID, ("tocsin", EXCEPT, name), message, on="key", help="except people by `actor` instead"
            )
