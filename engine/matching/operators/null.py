"""`field: null`: the field is missing or null; an empty text is neither."""

from __future__ import annotations

from typing import Any

from engine.matching.event import ABSENT, Event, Test, members
from engine.matching.operators.operator import Operator
from engine.matching.text import Form


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    def null(event: Event) -> bool:
        value = event.find(field)
        return value is ABSENT or any(member is None for member in members(value))

    return null


NULL = Operator(
    name="null", sentence="The field is missing or null; an empty text is neither.", compile=_compile
)
