"""`field|lte: number`: the value is at most the number."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test
from engine.matching.lookup import Lookup, Way, for_limit
from engine.matching.operators.operator import Comparison, Modifier, Operator, TimePart
from engine.matching.text import Form

_SENTENCE = "The value is a number at most this one."


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    limit = max(values)

    def lte(event: Event) -> bool:
        for number in event.numbers[field]:
            if number <= limit:
                return True
        return False

    return lte


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None:
    del form
    return for_limit(Way.AT_MOST, field, max(values))


def _bind(value: float | TimePart) -> Comparison | TimePart:
    return value.compared("lte") if isinstance(value, TimePart) else Comparison(LTE, value)


LTE = Operator(name="lte", spelling="lte", sentence=_SENTENCE, compile=_compile, lookup=_lookup)
LTE_MODIFIER = Modifier(name="lte", sentence=_SENTENCE, takes=frozenset({"number", "time"}), apply=_bind)
