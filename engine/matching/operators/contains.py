"""`field|contains: text`: the text stands somewhere in the value."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test, view
from engine.matching.lookup import Lookup, for_literals
from engine.matching.operators.operator import Modifier, Opened, Operator, operand_texts
from engine.matching.regex import Regex
from engine.matching.text import Form


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    texts_of = view(field, form=form)
    words = operand_texts(values, form=form)

    def contains(event: Event) -> bool:
        for text in event.texts[texts_of]:
            for word in words:
                if word in text:
                    return True
        return False

    return contains


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None:
    return for_literals(view(field, form=form), operand_texts(values, form=form), exact=True)


def _anywhere(value: Opened) -> Opened:
    return value if isinstance(value, Regex) else value.open_start().open_end()  # a regex is found anywhere


_SENTENCE = "The text stands somewhere in the value."

CONTAINS = Operator(
    name="contains", spelling="contains", sentence=_SENTENCE, compile=_compile, lookup=_lookup, cost_of_one=1
)
CONTAINS_MODIFIER = Modifier(
    name="contains",
    sentence=_SENTENCE,
    takes=frozenset({"text", "reference", "regex"}),
    apply=_anywhere,
    refuses_empty=True,
)
