"""`field|fieldref: other`: the value is that of another field; also `fieldref|contains` and the like."""

from __future__ import annotations

from collections.abc import Callable
from operator import contains, eq
from typing import Any, Final

from engine.matching.event import Event, Test, view
from engine.matching.operators.operator import Modifier, Operator, Reference
from engine.matching.text import Form, Text

_SENTENCE = "The value is that of the field named here; an empty text there is contained in nothing."

_WAYS: Final[dict[str, Callable[[str, str], bool]]] = {
    "": eq,
    "contains": contains,
    "startswith": str.startswith,
    "endswith": str.endswith,
}


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    texts_of = view(field, form=form)
    others = [(view(value.field, form=form), _WAYS[value.way], not value.way) for value in values]

    def fieldref(event: Event) -> bool:
        texts = event.texts[texts_of]
        for others_of, fits, may_be_empty in others:
            for other in event.texts[others_of]:
                if other or may_be_empty:  # an empty nickname stands in every message, and says nothing
                    for text in texts:
                        if fits(text, other):
                            return True
        return False

    return fieldref


def _refer(text: Text) -> Reference:
    return Reference("".join(map(str, text.parts)), form=text.form)


def _refusal(text: Text) -> str | None:
    return "the name of a field, without wildcards" if text.has_wildcards else None


FIELDREF = Operator(name="fieldref", spelling="fieldref", sentence=_SENTENCE, compile=_compile, cost_of_one=4)
FIELDREF_MODIFIER = Modifier(
    name="fieldref",
    sentence=_SENTENCE,
    takes=frozenset({"text"}),
    apply=_refer,
    refusal=_refusal,
    refuses_empty=True,
)
