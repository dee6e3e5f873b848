"""What of a leaf can be looked up: values, literals, ends of texts, limits. Knows no operator and no tables.

An operator says by these what an index may look for in an event. Costs are shares of signals that are
guessed to meet a look-up, so that the rarest is chosen.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, Protocol

import msgspec

from engine.matching.event import ANYWHERE, View
from engine.matching.text import Form

_OF_A_VALUE: Final = 0.004
_OF_A_LITERAL: Final = (1.0, 0.6, 0.2, 0.04, 0.012, 0.005)
"""By its length in characters; longer ones as the last."""
_OF_AN_END: Final = (1.0, 0.05, 0.02, 0.008, 0.004)
_OF_A_LIMIT: Final = 0.1
_OF_PRESENCE: Final = 0.6
OF_A_HOST: Final = 0.05
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


class LookupOf(Protocol):
    """What is to be looked up for a leaf of these; None when nothing can be."""

    def __call__(self, field: str, values: tuple[Any, ...], *, form: Form) -> Lookup | None: ...


def for_values(view: View, texts: tuple[str, ...], most: float = 1.0) -> Lookup:
    """One of these is a text of the view. `most`: the share of signals that has any at all."""
    return Lookup(Way.VALUE, view, texts, min(_OF_A_VALUE * len(texts), most))


def for_literals(view: View, words: tuple[str, ...], *, exact: bool = False) -> Lookup | None:
    """One of these stands in a text of the view; None when one is empty, which stands in all."""
    words = tuple(dict.fromkeys(words))
    if "" in words:
        return None
    return Lookup(Way.LITERAL, view, words, _cost(words, _OF_A_LITERAL), exact)


def for_ends(way: Way, view: View, texts: tuple[str, ...]) -> Lookup | None:
    """A text of the view begins, or ends, with one of these; None when one is empty, as all do."""
    return None if "" in texts else Lookup(way, view, texts, _cost(texts, _OF_AN_END))


def for_limit(way: Way, field: str, limit: float) -> Lookup | None:
    """A number of the field stands to this one as the way says; None for a field that is every one."""
    return None if field == ANYWHERE else Lookup(way, field, (limit,), _OF_A_LIMIT)


def for_presence(view: View) -> Lookup:
    """There is such a field at all."""
    return Lookup(Way.PRESENCE, view, (True,), _OF_PRESENCE)


def for_any_host(view: View) -> Lookup:
    """A text of the field names any host."""
    return Lookup(Way.PRESENCE, view, (True,), OF_A_HOST, exact=False)


def _cost(texts: tuple[str, ...], by_length: tuple[float, ...]) -> float:
    longest = len(by_length) - 1
    return sum(by_length[min(len(text), longest)] for text in texts)
