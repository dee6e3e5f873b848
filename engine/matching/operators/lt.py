"""`field|lt: number`: the value is less than the number."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test
from engine.matching.lookup import Lookup, Way, for_limit
from engine.matching.operators.operator import Comparison, Modifier, Operator, TimePart
from engine.matching.text import Form

_SENTENCE = "The value is a number less than this one."


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    limit = max(values)

    def lt(event: Event) -> bool:
        for number in event.numbers[field]:
            if number < limit:
                return True
        return False

    return lt


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None:
    del form
    return for_limit(Way.UNDER, field, max(values))


def _bind(value: float | TimePart) -> Comparison | TimePart:
    return value.compared("lt") if isinstance(value, TimePart) else Comparison(LT, value)


LT = Operator(name="lt", spelling="lt", sentence=_SENTENCE, compile=_compile, lookup=_lookup)
LT_MODIFIER = Modifier(name="lt", sentence=_SENTENCE, takes=frozenset({"number", "time"}), apply=_bind)
