"""`field: 'a*b?c'`: the whole value fits a text with wildcards."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test, view
from engine.matching.glob import compile_glob
from engine.matching.lookup import Lookup, for_literals
from engine.matching.operators.operator import Operator
from engine.matching.text import Form, Part, Text, in_form


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    texts_of = view(field, form=form)
    fits = [compile_glob(_parts(value, form)) for value in values]

    def wildcard(event: Event) -> bool:
        for text in event.texts[texts_of]:
            for fit in fits:
                if fit(text):
                    return True
        return False

    return wildcard


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None:
    """The longest piece between the wildcards of each value must stand in the text."""
    pieces = (
        max((part for part in _parts(value, form) if isinstance(part, str)), key=len, default="")
        for value in values
    )
    return for_literals(view(field, form=form), tuple(pieces))


def _parts(text: Text, form: Form) -> tuple[Part, ...]:
    return tuple(in_form(part, form) if isinstance(part, str) else part for part in text.parts)


WILDCARD = Operator(
    name="wildcard",
    sentence="The whole value fits the text, in which `*` is anything and `?` is any one character.",
    compile=_compile,
    lookup=_lookup,
    cost_of_one=8,
)
