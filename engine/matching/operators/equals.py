"""`field: value` and `field: [values]`: the whole value is one of these."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test, view
from engine.matching.lookup import Lookup, for_values
from engine.matching.operators.operator import Operator, operand_texts
from engine.matching.text import Form


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    texts_of = view(field, form=form)
    wanted = frozenset(operand_texts(values, form=form))

    def equals(event: Event) -> bool:
        for text in event.texts[texts_of]:
            if text in wanted:
                return True
        return False

    return equals


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup:
    return for_values(view(field, form=form), operand_texts(values, form=form))


EQUALS = Operator(
    name="equals",
    sentence="The whole value is this one, or one of this list; a number or boolean equals its text form.",
    compile=_compile,
    lookup=_lookup,
)
