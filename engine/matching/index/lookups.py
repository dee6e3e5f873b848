"""What of a leaf can be looked up: values, literals, ends of texts, limits. Knows no tables.

A leaf of any other operator is nothing the index can look up; the interpreter's test decides it.
Costs are shares of signals that are guessed to meet a look-up, so that the rarest is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, Final

import msgspec

from engine.matching.conditions import Leaf
from engine.matching.event import ANYWHERE, View, view
from engine.matching.index.required import required
from engine.matching.operators.operator import operand_texts
from engine.matching.text import FOLDED, in_form
from engine.matching.words import phrase_of

_OF_A_VALUE: Final = 0.004
_OF_A_LITERAL: Final = (1.0, 0.6, 0.2, 0.04, 0.012, 0.005)
"""By its length in characters; longer ones as the last."""
_OF_AN_END: Final = (1.0, 0.05, 0.02, 0.008, 0.004)
_OF_A_LIMIT: Final = 0.1
_OF_PRESENCE: Final = 0.6
_OF_A_HOST: Final = 0.05
"""Of any: most texts name none."""


class Way(Enum):
    """How something is looked up; each has a finder."""

    VALUE = "value"
    LITERAL = "literal"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    OVER = "over"
    AT_LEAST = "at least"
    UNDER = "under"
    AT_MOST = "at most"
    PRESENCE = "presence"


class Lookup(msgspec.Struct, frozen=True):
    """If a leaf holds, then one of `keys` is found in a view of the event; the other way round if `exact`.

    The view of limits is the name of the field, as is that of presence, unless a text of a form is meant.
    """

    way: Way
    view: View
    keys: tuple[Any, ...]
    cost: float
    exact: bool = True


def lookup_of(leaf: Leaf) -> Lookup | None:
    """What is to be looked up for a leaf; None when nothing can be."""
    known = _LOOKUPS.get(leaf.operator.name)
    return None if known is None else known(leaf)


def _equals(leaf: Leaf) -> Lookup:
    texts = operand_texts(leaf.values, form=leaf.form)
    return Lookup(Way.VALUE, _view(leaf), texts, _OF_A_VALUE * len(texts))


def _domain(leaf: Leaf) -> Lookup:
    cost = min(_OF_A_VALUE * len(leaf.values), _OF_A_HOST)
    return Lookup(Way.VALUE, _view(leaf), leaf.values, cost)


def _contains(leaf: Leaf) -> Lookup:
    words = operand_texts(leaf.values, form=leaf.form)
    return Lookup(Way.LITERAL, _view(leaf), words, _cost(words, _OF_A_LITERAL))


def _end(way: Way) -> Callable[[Leaf], Lookup | None]:
    def end(leaf: Leaf) -> Lookup | None:
        texts = operand_texts(leaf.values, form=leaf.form)
        return None if "" in texts else Lookup(way, _view(leaf), texts, _cost(texts, _OF_AN_END))

    return end


def _wildcard(leaf: Leaf) -> Lookup | None:
    """The longest piece between the wildcards of each value must stand in the text."""
    pieces: list[str] = []
    for value in leaf.values:
        literals = (in_form(part, leaf.form) for part in value.parts if isinstance(part, str))
        pieces.append(max(literals, key=len, default=""))
    if "" in pieces:
        return None
    words = tuple(dict.fromkeys(pieces))
    return Lookup(Way.LITERAL, _view(leaf), words, _cost(words, _OF_A_LITERAL), exact=False)


def _word(leaf: Leaf) -> Lookup | None:
    """The longest piece of each value must stand in the text; whether as a word is seen then."""
    phrases = (phrase_of(value, leaf.form) for value in leaf.values)
    words = tuple(dict.fromkeys(phrase.longest for phrase in phrases if phrase is not None))
    if "" in words:
        return None
    return Lookup(Way.LITERAL, _view(leaf), words, _cost(words, _OF_A_LITERAL), exact=False)


def _regex(leaf: Leaf) -> Lookup | None:
    """One of the literals without which none of the expressions can be found."""
    found = [required(value) for value in leaf.values]
    words = tuple(dict.fromkeys(word for each in found if each is not None for word in each))
    if None in found:
        return None
    folded = view(leaf.field, form=FOLDED)
    return Lookup(Way.LITERAL, folded, words, _cost(words, _OF_A_LITERAL), exact=False)


def _limit(way: Way, weakest: Callable[[tuple[Any, ...]], Any]) -> Callable[[Leaf], Lookup | None]:
    def limit(leaf: Leaf) -> Lookup | None:
        if leaf.field == ANYWHERE:
            return None
        return Lookup(way, leaf.field, (weakest(leaf.values),), _OF_A_LIMIT)

    return limit


def _exists(leaf: Leaf) -> Lookup | None:
    return None if False in leaf.values else Lookup(Way.PRESENCE, leaf.field, (True,), _OF_PRESENCE)


def _imitates(leaf: Leaf) -> Lookup:
    """Some host must be named at all, which in most texts none is."""
    return Lookup(Way.PRESENCE, _view(leaf), (True,), _OF_A_HOST, exact=False)


_LOOKUPS: Final[Mapping[str, Callable[[Leaf], Lookup | None]]] = {
    "equals": _equals,
    "domain": _domain,
    "imitates": _imitates,
    "contains": _contains,
    "startswith": _end(Way.PREFIX),
    "endswith": _end(Way.SUFFIX),
    "wildcard": _wildcard,
    "word": _word,
    "re": _regex,
    "gt": _limit(Way.OVER, min),
    "gte": _limit(Way.AT_LEAST, min),
    "lt": _limit(Way.UNDER, max),
    "lte": _limit(Way.AT_MOST, max),
    "exists": _exists,
}


def _view(leaf: Leaf) -> View:
    return view(leaf.field, form=leaf.form)


def _cost(texts: tuple[str, ...], by_length: tuple[float, ...]) -> float:
    longest = len(by_length) - 1
    return sum(by_length[min(len(text), longest)] for text in texts)
