"""`field|exists: true`: the field is there at all, whatever its value, null included."""

from __future__ import annotations

from typing import Any

from engine.matching.event import ABSENT, Event, Test
from engine.matching.lookup import Lookup, for_presence
from engine.matching.operators.operator import Comparison, Modifier, Operator
from engine.matching.text import Form

_SENTENCE = "The field is there (true) or not (false), whatever its value; null counts as there."


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    def exists(event: Event) -> bool:
        return (event.find(field) is not ABSENT) in values

    return exists


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None:
    del form
    return None if False in values else for_presence(field)


def _bind(there: bool) -> Comparison:
    return Comparison(EXISTS, there)


EXISTS = Operator(name="exists", spelling="exists", sentence=_SENTENCE, compile=_compile, lookup=_lookup)
EXISTS_MODIFIER = Modifier(
    name="exists",
    sentence=_SENTENCE,
    takes=frozenset({"boolean"}),
    apply=_bind,
    alone=True,
    needs_field=True,
)
