"""`field|re: pattern`: a regular expression is found somewhere in the value, as it is written."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test, view
from engine.matching.lookup import Lookup, for_literals
from engine.matching.operators.operator import Modifier, Operator
from engine.matching.regex import Regex, finder
from engine.matching.required import required
from engine.matching.text import CASED, FOLDED, Form, Text, text_of

_SENTENCE = (
    "The regular expression (RE2) is found in the value as it is written; upper and lower case differ."
)


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    del form  # text is as it is written, and flags say the rest
    texts_of = view(field, form=CASED)
    finders = [finder(value) for value in values]

    def regex(event: Event) -> bool:
        for text in event.texts[texts_of]:
            for found_in in finders:
                if found_in(text):
                    return True
        return False

    return regex


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None:
    """One of the literals without which none of the expressions can be found."""
    del form
    found = [required(value) for value in values]
    if None in found:
        return None
    words = tuple(word for each in found if each is not None for word in each)
    return for_literals(view(field, form=FOLDED), words)


def _read(value: Text | float) -> Regex:
    return Regex("".join(map(str, value.parts)) if isinstance(value, Text) else text_of(value) or "")


RE = Operator(name="re", spelling="re", sentence=_SENTENCE, compile=_compile, lookup=_lookup, cost_of_one=16)
RE_MODIFIER = Modifier(
    name="re",
    sentence=_SENTENCE,
    takes=frozenset({"text", "number"}),
    apply=_read,
    refuses_empty=True,
    alone=True,
    raw=True,
)
