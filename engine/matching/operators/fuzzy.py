"""`field|fuzzy: text`: the value is the text, but for a slip or two."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test, view
from engine.matching.lookup import Lookup, for_literals
from engine.matching.operators.operator import Comparison, Modifier, Operator
from engine.matching.slips import LONGEST, SHORTEST, Near, clues
from engine.matching.text import Form, Text, in_form

_SENTENCE = (
    "The whole value is the text, or a slip away from it: a character put in, left out or changed, or two "
    "neighbours swapped; two slips where the text has ten characters or more."
)


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    texts_of = view(field, form=form)
    near = Near(in_form(value.literal, form) for value in values)

    def fuzzy(event: Event) -> bool:
        for text in event.texts[texts_of]:
            if near.has(text):
                return True
        return False

    return fuzzy


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None:
    """One of the pieces that slips leave whole must stand in the text."""
    texts = (in_form(value.literal, form) for value in values)
    pieces = tuple(piece for text in texts for _, piece in clues(text))
    return for_literals(view(field, form=form), pieces)


def _bind(text: Text) -> Comparison:
    return Comparison(FUZZY, text, text.form)


def _refusal(text: Text) -> str | None:
    if text.has_wildcards:
        return "a text without wildcards: it is the whole value that is nearly this one"
    if not SHORTEST <= len(in_form(text.literal, text.form)) <= LONGEST:
        return f"a text of {SHORTEST} to {LONGEST} characters: a slip makes another word of a shorter one"
    return None


FUZZY = Operator(
    name="fuzzy", spelling="fuzzy", sentence=_SENTENCE, compile=_compile, lookup=_lookup, cost_of_one=1
)
FUZZY_MODIFIER = Modifier(
    name="fuzzy",
    sentence=_SENTENCE,
    takes=frozenset({"text"}),
    apply=_bind,
    refusal=_refusal,
    refuses_empty=True,
    not_after=frozenset({"contains", "startswith", "endswith"}),  # they would open the text
    ours=True,
)
