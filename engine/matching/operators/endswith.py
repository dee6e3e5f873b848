"""`field|endswith: text`: the value ends with the text."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test, view
from engine.matching.lookup import Lookup, Way, for_ends
from engine.matching.operators.operator import Modifier, Opened, Operator, operand_texts
from engine.matching.text import Form

_SENTENCE = "The value ends with the text."


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    texts_of = view(field, form=form)
    suffixes = operand_texts(values, form=form)

    def endswith(event: Event) -> bool:
        for text in event.texts[texts_of]:
            if text.endswith(suffixes):
                return True
        return False

    return endswith


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None:
    return for_ends(Way.SUFFIX, view(field, form=form), operand_texts(values, form=form))


def _after_anything(value: Opened) -> Opened:
    return value.open_start()


ENDSWITH = Operator(
    name="endswith", spelling="endswith", sentence=_SENTENCE, compile=_compile, lookup=_lookup
)
ENDSWITH_MODIFIER = Modifier(
    name="endswith",
    sentence=_SENTENCE,
    takes=frozenset({"text", "reference", "regex"}),
    apply=_after_anything,
    refuses_empty=True,
)
