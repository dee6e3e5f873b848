"""`field|startswith: text`: the value begins with the text."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test, view
from engine.matching.lookup import Lookup, Way, for_ends
from engine.matching.operators.operator import Modifier, Opened, Operator, operand_texts
from engine.matching.text import Form

_SENTENCE = "The value begins with the text."


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    texts_of = view(field, form=form)
    prefixes = operand_texts(values, form=form)

    def startswith(event: Event) -> bool:
        for text in event.texts[texts_of]:
            if text.startswith(prefixes):
                return True
        return False

    return startswith


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None:
    return for_ends(Way.PREFIX, view(field, form=form), operand_texts(values, form=form))


def _before_anything(value: Opened) -> Opened:
    return value.open_end()


STARTSWITH = Operator(
    name="startswith", spelling="startswith", sentence=_SENTENCE, compile=_compile, lookup=_lookup
)
STARTSWITH_MODIFIER = Modifier(
    name="startswith",
    sentence=_SENTENCE,
    takes=frozenset({"text", "reference", "regex"}),
    apply=_before_anything,
    refuses_empty=True,
)
