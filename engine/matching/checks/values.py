"""Values that a field never has, by its type in the catalogue: `yes` for one that is true or false.

A warning, for the catalogue says what is, not what will be. What several modifiers make of a
value is not worked out here: only plain comparisons are judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from engine.catalogue import Field
from engine.diagnostics import Problem
from engine.diagnostics.nearest import did_you_mean
from engine.matching.checks.subject import Subject
from engine.matching.checks.written import Written
from engine.matching.glob import compile_glob
from engine.matching.text import Text, fold, parse_text, text_of

NEVER_SO: Final = "TOC341"

_NUMERIC: Final = frozenset({"gt", "gte", "lt", "lte"})
_ADDRESSES: Final = frozenset({"cidr", "domain", "imitates"})
_JUDGED: Final = _NUMERIC | _ADDRESSES | {"contains", "startswith", "endswith", "word", "all", "neq", "cased"}
_ANYTHING: Final = frozenset({"text", "list"})
"""Types of fields of which any value may come."""
_WORDS: Final[Mapping[str, str]] = {
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "id": "a Discord id, which is a number",
}
_BOOLEANS: Final = ("true", "false")
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]*")
_DECIMAL: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?|-?[1-9](\.[0-9]*[1-9])?e[-+][0-9]{2,}")
_IN_INTEGERS: Final = re.compile(r"-?[0-9]*")
_IN_DECIMALS: Final = re.compile(r"[-+.0-9e]*")


def check_values(subject: Subject) -> Iterator[Problem]:
    """Each value that none of the field's types can be."""
    if subject.vocabulary is None:
        return
    for item in subject.items:
        fields = subject.vocabulary.fields.get(item.field, ())
        if not fields or not _JUDGED.issuperset(item.modifiers):
            continue
        if all(field.type in _ANYTHING and not field.values for field in fields):
            continue
        for value, where in item.values:
            if value is not None and not any(_can_be(field, item, value) for field in fields):
                message, advice = _told(item, value, fields[0])
                yield Problem(NEVER_SO, where, message, help=advice)


def _can_be(field: Field, item: Written, value: Any) -> bool:
    if field.type in _ANYTHING and not field.values:
        return True
    if not _ADDRESSES.isdisjoint(item.modifiers):
        return False
    if not _NUMERIC.isdisjoint(item.modifiers):
        return field.type != "boolean" and not field.values
    if type(value) is int and field.type != "boolean" and not item.modifiers:  # nearly always
        return not field.values
    text = _pattern(item, value)
    if field.type == "boolean" or field.values:
        return _is_among(field.values or _BOOLEANS, text)
    return _is_number(text, whole=field.type != "number")


def _pattern(item: Written, value: Any) -> Text:
    """The text that a value's text form must fit, as the modifiers open it."""
    text = parse_text(value) if isinstance(value, str) else Text((text_of(value) or "",))
    if {"contains", "endswith", "word"} & set(item.modifiers):
        text = text.open_start()
    if {"contains", "startswith", "word"} & set(item.modifiers):
        text = text.open_end()
    return text


def _is_among(values: tuple[str, ...], text: Text) -> bool:
    fits = compile_glob([fold(part) if isinstance(part, str) else part for part in text.parts])
    return any(fits(fold(each)) for each in values)


def _is_number(text: Text, *, whole: bool) -> bool:
    closed, piece = (_INTEGER, _IN_INTEGERS) if whole else (_DECIMAL, _IN_DECIMALS)
    if not text.has_wildcards:
        return closed.fullmatch(fold(str(text))) is not None
    return all(piece.fullmatch(fold(part)) is not None for part in text.parts if isinstance(part, str))


def _told(item: Written, value: Any, field: Field) -> tuple[str, str | None]:
    shown = f"`{text_of(value)}`"
    if field.values:
        return f"`{item.field}` is never {shown}", _one_of(value, field.values)
    kind = _WORDS[field.type]
    if not _ADDRESSES.isdisjoint(item.modifiers):
        return f"`{item.field}` is {kind}, never an address", "take another field"
    if field.type == "boolean" and not _NUMERIC.isdisjoint(item.modifiers):
        return f"`{item.field}` is {kind}, and no number is compared with it", "write `true` or `false`"
    return f"`{item.field}` is {kind}, never {shown}", _ADVICE[field.type](value)


def _one_of(value: Any, values: tuple[str, ...]) -> str:
    suggestion = did_you_mean(value, values) if isinstance(value, str) else None
    return suggestion or f"it is one of {', '.join(f'`{each}`' for each in values)}"


def _true_or_false(value: Any) -> str:
    del value
    return "write `true` or `false`"


def _plain_number(value: Any) -> str | None:
    bare = value.strip().lstrip("0") if isinstance(value, str) else ""
    return f"write `{bare}`" if bare.isdecimal() else "write a number"


_ADVICE: Final[Mapping[str, Callable[[Any], str | None]]] = {
    "boolean": _true_or_false,
    "integer": _plain_number,
    "number": _plain_number,
    "id": _plain_number,
}
