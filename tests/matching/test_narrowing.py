"""What a condition says of one field alone is never against what it says of a whole event."""

from __future__ import annotations

import random

import pytest

from engine.matching import Event
from engine.matching.conditions import And, Condition, Leaf, Not, Or
from engine.matching.interpreter import compile_condition
from engine.matching.narrowing import asks_of, can_hold
from engine.matching.operators.equals import EQUALS
from engine.matching.operators.fieldref import FIELDREF
from engine.matching.operators.operator import Reference
from engine.matching.operators.startswith import STARTSWITH
from engine.matching.text import FOLDED
from tests.properties.conditions import FIELDS, condition, event, text

DISCORD, ADA = Leaf("type", STARTSWITH, ("discord.",)), Leaf("name", EQUALS, ("ada",))


@pytest.mark.parametrize(
    ("asked", "holds", "other"),
    [
        (DISCORD, True, False),
        (Not(DISCORD), False, True),
        (And((DISCORD, ADA)), True, False),
        (Or((DISCORD, ADA)), True, True),
        (Not(Or((DISCORD, ADA))), False, True),
        (Not(And((DISCORD, ADA))), True, True),
        (ADA, True, True),
        (Leaf("type", FIELDREF, (Reference("name", FOLDED),)), True, True),
        (Or(()), False, False),
        (And(()), True, True),
    ],
)
def test_what_is_known_of_a_condition_by_one_field(asked: Condition, holds: bool, other: bool) -> None:
    assert can_hold(asked, "type", "discord.member.ban") is holds
    assert can_hold(asked, "type", "alert.scan") is other


def test_whether_it_asks_for_the_field() -> None:
    assert asks_of(Not(And((ADA, Or((DISCORD,))))), "type")
    assert not asks_of(Not(And((ADA,))), "type")


def test_what_can_not_hold_never_holds() -> None:
    rng = random.Random(3)
    refuted = 0
    for _ in range(4_000):
        asked, field = condition(rng), rng.choice([each for each in FIELDS if each])
        for _ in range(5):
            fields = event(rng)
            value = fields.get(field)
            if not isinstance(value, str):
                value = fields[field] = text(rng)
            if not can_hold(asked, field, value):
                refuted += 1
                assert not compile_condition(asked)(Event(fields))
    assert refuted > 500
