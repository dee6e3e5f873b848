"""`field|word: text`: the text stands in the value as whole words, not as a part of others."""

from __future__ import annotations

from typing import Any

from engine.matching.event import Event, Test, view
from engine.matching.lookup import Lookup, for_literals
from engine.matching.operators.operator import Comparison, Modifier, Operator
from engine.matching.text import CASED, SKELETON, Form, Text, Wildcard, in_form
from engine.matching.words import NO_SIGNS, phrase_of, signs_in, straight

_SENTENCE = (
    "The text stands in the value as whole words: `ass` is not in `class`. Between words any run of blanks "
    "will do; at an end `*` lets a word go on, so that `nitro*` is in `nitros`."
)


def _compile(field: str, values: tuple[Any, ...], *, form: Form) -> Test:
    texts_of, written_of = view(field, form=form), view(field, form=CASED)
    phrases = [phrase for value in values if (phrase := phrase_of(value, form)) is not None]
    disguised = form == SKELETON

    def word(event: Event) -> bool:
        for place, text in enumerate(event.texts[texts_of]):
            seen = straight(text)
            for phrase in phrases:
                if phrase.pieces[0] in seen:
                    signs = signs_in(event.texts[written_of][place]) if disguised else NO_SIGNS
                    if phrase.stands_in(seen, signs):
                        return True
        return False

    return word


def _lookup(field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None:
    """The longest piece of each value must stand in the text; whether as a word is seen then."""
    phrases = (phrase_of(value, form) for value in values)
    longest = tuple(phrase.longest for phrase in phrases if phrase is not None)
    return for_literals(view(field, form=form), longest)


def _bind(text: Text) -> Comparison:
    return Comparison(WORD, text, text.form)


def _refusal(text: Text) -> str | None:
    if Wildcard.ONE in text.parts or Wildcard.ANY in text.parts[1:-1]:
        return "a text without `?`, and with `*` at its ends alone: `nitro*`, `*nitro`"
    if phrase_of(text, text.form) is None:
        return "a text with something to see in it: blanks and `*` alone say nothing"
    literal = in_form(text.literal, text.form)
    if (text.parts[0] is Wildcard.ANY and literal[0].isspace()) or (
        text.parts[-1] is Wildcard.ANY and literal[-1].isspace()
    ):
        return "a `*` that touches a word: beside a blank it would stand for nothing"
    return None


WORD = Operator(
    name="word", spelling="word", sentence=_SENTENCE, compile=_compile, lookup=_lookup, cost_of_one=2
)
WORD_MODIFIER = Modifier(
    name="word",
    sentence=_SENTENCE,
    takes=frozenset({"text"}),
    apply=_bind,
    refusal=_refusal,
    refuses_empty=True,
    not_after=frozenset({"contains", "startswith", "endswith"}),  # they would open the word
    ours=True,
)
