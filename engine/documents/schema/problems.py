"""What a schema refuses, as problems that say what was probably meant. Knows no kind, and no place in a file.

Keywords of our own in a schema: `x-unknown-keys: warning` at its top lets unknown keys there pass,
`x-pattern-text` beside a `pattern` says what it asks for, `x-text` beside any keyword what is wrong.
`x-empty: absent` at its top reads an empty key as none, `x-case: any` beside an `enum` a word in capitals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from engine.diagnostics import Problem
from engine.diagnostics.nearest import did_you_mean
from engine.documents.schema.choices import settled
from engine.documents.schema.keys import KEYWORDS, Keys, missing_key
from engine.documents.schema.refusal import Refusal
from engine.documents.wording import called, described, either, one_of, shown, type_named

WRONG_TYPE: Final = "TOC208"
NOT_ALLOWED: Final = "TOC209"
WRONG_FORM: Final = "TOC210"
OUT_OF_BOUNDS: Final = "TOC211"

_EMPTY: Final = "give it a value; `#` begins a comment, unless it is in quotes"
_NOT_EMPTY: Final = frozenset({"minLength", "minItems", "minProperties"})
_BOUNDS: Final = {
    "minimum": "must be at least {0}",
    "maximum": "must be at most {0}",
    "exclusiveMinimum": "must be more than {0}",
    "exclusiveMaximum": "must be less than {0}",
    "multipleOf": "must be a multiple of {0}",
    "minLength": "is shorter than {0} characters",
    "maxLength": "is longer than {0} characters",
    "minItems": "has fewer members than {0}",
    "maxItems": "has more members than {0}",
    "minProperties": "has fewer keys than {0}",
    "maxProperties": "has more keys than {0}",
    "uniqueItems": "has a member twice",
}


def problems_of(
    refusals: Iterable[Refusal], schema: Mapping[str, Any], body: Mapping[str, Any]
) -> list[Problem]:
    """Each refusal once, and unknown keys at the top of an open schema as warnings."""
    found: dict[Problem, None] = {}
    keys = Keys()
    for refusal in settled(refusals):
        if refusal.keyword in KEYWORDS:
            keys.add(refusal)
        else:
            found[_problem(refusal)] = None
    if schema.get("x-unknown-keys") == "warning":
        keys.add_open(body, schema.get("properties", {}))
    return [*found, *keys.problems()]


def _problem(refusal: Refusal) -> Problem:
    if refusal.of_key:
        text = refusal.schema.get("x-pattern-text") or refusal.schema.get("x-text") or "a key of another form"
        message = f"the key {shown(refusal.value)} is not {text}"
        return Problem(WRONG_FORM, (*refusal.where, refusal.value), message, on="key")
    return _WORDS.get(refusal.keyword, _other)(refusal)


def _type(refusal: Refusal) -> Problem:
    return _wrong_type(refusal, refusal.types)


def _wrong_type(refusal: Refusal, types: Iterable[str]) -> Problem:
    wanted = either(dict.fromkeys(map(type_named, types)))
    message = f"{called(refusal.where)} must be {wanted}, and is {described(refusal.value)}"
    return Problem(WRONG_TYPE, refusal.where, message, help=_EMPTY if refusal.value is None else None)


def _not_allowed(refusal: Refusal) -> Problem:
    allowed = refusal.asks if refusal.keyword == "enum" else [refusal.asks]
    message = f"{shown(refusal.value)} is not a value of {called(refusal.where)}"
    names = [each for each in allowed if isinstance(each, str)]
    advice = did_you_mean(refusal.value, names) if isinstance(refusal.value, str) else None
    return Problem(NOT_ALLOWED, refusal.where, message, help=advice or one_of(allowed))


def _form(refusal: Refusal) -> Problem:
    text = refusal.schema.get("x-pattern-text") or f"of the form `{refusal.asks}`"
    return Problem(WRONG_FORM, refusal.where, f"{shown(refusal.value)} is not {text}")


def _bound(refusal: Refusal) -> Problem:
    if refusal.asks == 1 and refusal.keyword in _NOT_EMPTY:
        return Problem(OUT_OF_BOUNDS, refusal.where, f"{called(refusal.where)} is empty")
    message = f"{called(refusal.where)} {_BOUNDS[refusal.keyword].format(refusal.asks)}"
    return Problem(OUT_OF_BOUNDS, refusal.where, message)


def _needed(refusal: Refusal) -> Problem:
    wanted = {key for on, keys in refusal.asks.items() if on in refusal.value for key in keys}
    names = either(f"`{key}`" for key in sorted(wanted - set(refusal.value)))
    return missing_key(refusal.where, names)


def _no_branch(refusal: Refusal) -> Problem:
    types = [
        name
        for branch in refusal.choices
        for each in branch
        if each.where == refusal.where
        for name in each.types
    ]
    return _other(refusal) if "x-text" in refusal.schema or not types else _wrong_type(refusal, types)


def _other(refusal: Refusal) -> Problem:
    text = refusal.schema.get("x-text")
    message = text or f"{called(refusal.where)} breaks `{refusal.keyword}` of its schema"
    return Problem(WRONG_FORM, refusal.where, message)


_WORDS: Final[dict[str, Callable[[Refusal], Problem]]] = {
    "type": _type,
    "enum": _not_allowed,
    "const": _not_allowed,
    "pattern": _form,
    "dependentRequired": _needed,
    "anyOf": _no_branch,
    "oneOf": _no_branch,
    **dict.fromkeys(_BOUNDS, _bound),
}
