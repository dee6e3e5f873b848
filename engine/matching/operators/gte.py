"""`field|gte: number`: the value is at least the number."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test
from engine.matching.lookup import Lookup, Way, for_limit
from engine.matching.operators.operator import Comparison, Modifier, Operator, TimePart
from engine.matching.text import Form

_SENTENCE = "The value is a number at least this one."


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    limit = min(values)

    def gte(event: Event) -> bool:
        for number in event.numbers[field]:
            if number >= limit:
                return True
        return False

    return gte


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None:
    del form
    return for_limit(Way.AT_LEAST, field, min(values))


def _bind(value: float | TimePart) -> Comparison | TimePart:
    return value.compared("gte") if isinstance(value, TimePart) else Comparison(GTE, value)


GTE = Operator(name="gte", spelling="gte", sentence=_SENTENCE, compile=_compile, lookup=_lookup)
GTE_MODIFIER = Modifier(name="gte", sentence=_SENTENCE, takes=frozenset({"number", "time"}), apply=_bind)
