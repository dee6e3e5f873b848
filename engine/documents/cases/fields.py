"""The fields of a signal in a test against the catalogue: which its type has, and of what type each is.

Of a type that the catalogue does not know (an alert from outside) any field may come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.catalogue import CORE, Catalogue, SignalKind
from engine.catalogue.catalogue import FieldType
from engine.diagnostics import Problem, Where
from engine.diagnostics.nearest import did_you_mean
from engine.documents.cases.case import NUMBER, OWN_KEYS, numbered
from engine.documents.wording import described
from engine.signal import discord_id

NO_SUCH_FIELD: Final = "TOC602"
WRONG_VALUE: Final = "TOC604"

_SET: Final = {"id": "every signal is given one of its own", "time": "write `at`", "seen": "write `at`"}
"""Core fields that the test's own clock and loop set, with what to do instead."""
_WORDS: Final[Mapping[FieldType, str]] = {
    "text": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "list": "a list",
    "id": "the id of something on Discord",
}
_TYPES: Final[Mapping[FieldType, tuple[type, ...]]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (),
    "list": (list,),
}
"""What YAML reads a value of each type as; true and false, which are whole numbers to Python, apart."""


def check_fields(signal: Mapping[str, Any], where: Where, catalogue: Catalogue) -> Iterator[Problem]:
    """Problems of the fields in a signal of a test; `type` among them says which there are."""
    type_ = signal["type"]
    kind = catalogue.types.get(type_)
    repeat = signal.get("repeat")
    for place, value in _fields(signal, where):
        name = str(place[-1])
        if (trouble := _unknown(name, place, type_, kind)) is not None:
            yield trouble
        elif (wanted := _type_of(name, kind)) is not None:
            yield from _check_value(value, place, name, wanted, repeated=repeat is not None)
    for name, row in (repeat or {}).get("vary", {}).items():
        place = (*where, "repeat", "vary", name)
        if (trouble := _unknown(name, place, type_, kind)) is not None:
            yield trouble
        elif (wanted := _type_of(name, kind)) is not None:
            for n, value in enumerate(row):
                yield from _check_value(value, (*place, n), name, wanted, repeated=False)


def _fields(signal: Mapping[str, Any], where: Where) -> Iterator[tuple[Where, Any]]:
    for name, value in signal.items():
        if name not in OWN_KEYS:
            yield (*where, name), value
    for name, value in signal.get("data", {}).items():
        yield (*where, "data", name), value


def _unknown(name: str, place: Where, type_: str, kind: SignalKind | None) -> Problem | None:
    if name in _SET:
        message = f"a test does not set `{name}`"
        return Problem(NO_SUCH_FIELD, place, message, on="key", help=_SET[name])
    if kind is None or name == "guild" or name in kind.has or name in kind.fields:
        return None
    message = f"`{type_}` has no field `{name}`"
    advice = did_you_mean(name, {*kind.fields, *kind.has, "guild"})
    return Problem(NO_SUCH_FIELD, place, message, on="key", help=advice)


def _type_of(name: str, kind: SignalKind | None) -> FieldType | None:
    if name in CORE:
        return CORE[name].type
    return None if kind is None else kind.fields[name].type


def _check_value(
    value: Any, place: Where, name: str, wanted: FieldType, *, repeated: bool
) -> Iterator[Problem]:
    if value is None or fits(numbered(value, 1) if repeated else value, wanted):
        return
    message = f"`{name}` is {_WORDS[wanted]}, and here it is {described(value)}"
    advice = None
    if wanted == "text":
        advice = "put it in quotes"
    elif isinstance(value, str) and NUMBER in value and not repeated:
        advice = f"`{NUMBER}` counts what `repeat` repeats"
    elif wanted == "id":
        message = f"`{name}` is {_WORDS[wanted]}, and this is none"
        advice = "write a number such as 1; every one is somebody else"
    yield Problem(WRONG_VALUE, place, message, help=advice)


def fits(value: Any, wanted: FieldType) -> bool:
    """Whether a value is of the type of its field. Digits are a number, too, where a number is wanted."""
    if isinstance(value, bool):
        return wanted == "boolean"
    if wanted == "id":
        return discord_id(value) is not None
    is_digits = isinstance(value, str) and value.isascii() and value.isdecimal()
    return isinstance(value, _TYPES[wanted]) or (is_digits and wanted in ("integer", "number"))
