"""Random conditions and events for whoever evaluates the one over the other in two ways.

Conditions are put together from those of the cases, so that a new operator is among them by its
cases alone, and from leaves over few fields and values, so that they often meet.
"""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from engine.matching import compile_match
from engine.matching.conditions import And, Condition, Leaf, Not, Or
from engine.matching.event import ANYWHERE
from engine.matching.operators import MODIFIERS
from engine.matching.operators.contains import CONTAINS
from engine.matching.operators.endswith import ENDSWITH
from engine.matching.operators.equals import EQUALS
from engine.matching.operators.exists import EXISTS
from engine.matching.operators.fieldref import FIELDREF
from engine.matching.operators.gt import GT
from engine.matching.operators.gte import GTE
from engine.matching.operators.lt import LT
from engine.matching.operators.lte import LTE
from engine.matching.operators.null import NULL
from engine.matching.operators.operator import Comparison, Modifier, Operator, Reference
from engine.matching.operators.startswith import STARTSWITH
from engine.matching.operators.wildcard import WILDCARD
from engine.matching.text import CASED, FOLDED, SKELETON, Form, Text, parse_text

CASES = Path(__file__).parents[1] / "cases" / "detection" / "semantics.yml"
FIELDS = ("a", "b", "c.d", "c.d.e", "e f", "guild", "type", ANYWHERE)
PIECES = (
    "ab",
    "B",
    "Straße",
    "ΣΑΣ",
    "İx",
    "1",
    "07",
    "0x10",
    "-5",
    "true",
    "",
    "\ud800",
    "\0",
    " ",
    "aaa",
    "ba",
    "example.com",
    "10.0.0.0/8",
    "10.0.0.9",
)
NUMBERS = (0, 1, 5, 7, -5, 0.5, 1.0, 10**18, 2**70, 10**5000)
"""The last has no decimal text that Python would write."""
FORMS: tuple[Form, ...] = (FOLDED, FOLDED, FOLDED, CASED, SKELETON)


@cache
def cases() -> list[tuple[Condition, list[dict[str, Any]]]]:
    """The conditions of the cases, each with the events that it meets and does not meet."""
    found = []
    for case in yaml.safe_load(CASES.read_text(encoding="utf-8")):
        detection, problems = compile_match(case["match"])
        assert detection is not None, problems
        found.append((detection.condition, [*case["hits"], *case["misses"]]))
    return found


def condition(rng: random.Random, depth: int = 3) -> Condition:
    """A tree with leaves of every operator."""
    shape = rng.random() if depth else 1.0
    if shape < 0.3:
        return And(tuple(condition(rng, depth - 1) for _ in range(rng.choice((0, 1, 2, 2, 3)))))
    if shape < 0.45:
        return Or(tuple(condition(rng, depth - 1) for _ in range(rng.choice((0, 1, 2, 2, 3)))))
    if shape < 0.6:
        return Not(condition(rng, depth - 1))
    return rng.choice(cases())[0] if rng.random() < 0.2 else leaf(rng)


Shape = tuple[str, int, Form]
"""A field, a kind of comparison and a form: rules of one shape are looked up in one table."""


def shape(rng: random.Random) -> Shape:
    """One at random."""
    return rng.choice(FIELDS), rng.randrange(13), rng.choice(FORMS)


def leaf(rng: random.Random, shape_: Shape | None = None) -> Leaf:
    """One comparison of a field that events often have."""
    field, kind, form = shape(rng) if shape_ is None else shape_
    several = range(rng.choice((1, 1, 2, 12)))
    match kind:
        case 0 | 1 | 2:
            return Leaf(field, EQUALS, tuple(scalar(rng) for _ in several), form)
        case 3 | 4 | 5:
            operator: Operator = (CONTAINS, STARTSWITH, ENDSWITH)[kind - 3]
            return Leaf(field, operator, tuple(text(rng) or "a" for _ in several), form)
        case 6 | 7 | 8 | 9:
            return Leaf(field, (LT, LTE, GT, GTE)[kind - 6], tuple(rng.choice(NUMBERS) for _ in several))
        case 10:
            ends = ("*", "?", "")
            patterns = (parse_text(rng.choice(ends) + text(rng) + "*" + text(rng)) for _ in several)
            return Leaf(field, WILDCARD, tuple(patterns), form)
        case 11:
            return bound_leaf(rng, field, rng.choice(BINDING), form)
    other = Reference(rng.choice(FIELDS), form, opened_end=rng.random() < 0.5)
    flag = (rng.random() < 0.8,)
    return rng.choice(
        (Leaf(field, FIELDREF, (other,), form), Leaf(field, NULL, (None,)), Leaf(field, EXISTS, flag))
    )


def bound_leaf(rng: random.Random, field: str, modifier: Modifier, form: Form) -> Leaf:
    """What a modifier makes of texts that it takes; an equality where none of a few will do."""
    comparisons = []
    for _ in range(rng.choice((1, 1, 2, 12))):
        written = parse_text(rng.choice(ENDS) + (text(rng) or "a") + rng.choice(ENDS)).with_form(form)
        bound = compared(modifier, written)
        comparisons += [] if bound is None else [bound]
    if not comparisons:
        return Leaf(field, EQUALS, (text(rng),), form)
    first = comparisons[0]
    return Leaf(field, first.operator, tuple(each.operand for each in comparisons), first.form)


def compared(modifier: Modifier, text: Text) -> Comparison | None:
    """A text bound to an operator; None where the modifier does not take it, or does something else."""
    if modifier.apply is None or "text" not in modifier.takes:
        return None
    if modifier.refusal is not None and modifier.refusal(text) is not None:
        return None
    made = modifier.apply(text)
    return made if isinstance(made, Comparison) else None


ENDS = ("*", "", "", "")
BINDING = tuple(
    modifier
    for modifier in dict.fromkeys(MODIFIERS.values())
    if any(compared(modifier, parse_text(each)) for each in ("example.com", "10.0.0.0/8"))
)
"""Those that bind a text to an operator of its own; a new one is among them by itself."""


def text(rng: random.Random) -> str:
    """A short text of few pieces."""
    return "".join(rng.choices(PIECES, k=rng.choice((0, 1, 1, 2, 2, 3))))


def scalar(rng: random.Random) -> Any:
    """A value that a rule may name."""
    return rng.choice((text(rng), text(rng), rng.choice(NUMBERS), str(rng.choice(NUMBERS[:9])), True, False))


def value(rng: random.Random, depth: int = 2) -> Any:
    """What an event may hold in a field, likely or not."""
    kind = rng.randrange(16)
    if kind < 8:
        return scalar(rng)
    if kind < 10:
        return "".join(text(rng) for _ in range(rng.randrange(30)))
    if kind < 13:
        return [value(rng, 0) for _ in range(rng.randrange(5))]
    if kind == 13 and depth:
        return {name: value(rng, depth - 1) for name in ("d", "e", "d.e") if rng.random() < 0.6}
    return rng.choice((None, None, float("nan"), float("inf"), b"ab", object(), ("ab", 1), {"ab", "b"}))


def event(rng: random.Random) -> dict[str, Any]:
    """The fields of one event: often some of a case, and others beside them."""
    fields: dict[str, Any] = {}
    if rng.random() < 0.4:
        fields.update(rng.choice(rng.choice(cases())[1]))
    for name in (*FIELDS, "c", "c"):
        if rng.random() < 0.5:
            fields[name] = value(rng)
    return fields
