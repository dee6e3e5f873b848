"""`field|gt: number`: the value is greater than the number."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test
from engine.matching.lookup import Lookup, Way, for_limit
from engine.matching.operators.operator import Comparison, Modifier, Operator, TimePart
from engine.matching.text import Form

_SENTENCE = "The value is a number greater than this one."


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    limit = min(values)

    def gt(event: Event) -> bool:
        for number in event.numbers[field]:
            if number > limit:
                return True
        return False

    return gt


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None:
    del form
    return for_limit(Way.OVER, field, min(values))


def _bind(value: float | TimePart) -> Comparison | TimePart:
    return value.compared("gt") if isinstance(value, TimePart) else Comparison(GT, value)


GT = Operator(name="gt", spelling="gt", sentence=_SENTENCE, compile=_compile, lookup=_lookup)
GT_MODIFIER = Modifier(name="gt", sentence=_SENTENCE, takes=frozenset({"number", "time"}), apply=_bind)
