"""Whether a JSON Schema takes a value, and nothing else: a schema as one function, quick to say yes.

Nearly every document is good, and `jsonschema` takes a third of a millisecond to say so. What it knows
and this does not makes no function at all: whoever asks then asks the library. It alone says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence, Sized
from functools import lru_cache
from typing import Any, Final

Accepts = Callable[[Any], bool]
_Makes = Callable[[Mapping[str, Any]], Accepts]

_SAYS_NOTHING: Final = frozenset({"$schema", "title", "description", "default", "examples", "format"})
_NUMBERS: Final = (int, float)


class Unknown(Exception):
    """A schema has a keyword, or a keyword a value, that is not known here."""


def accepts(schema: Mapping[str, Any] | bool) -> Accepts:
    """The function of a schema. Raises `Unknown`."""
    if isinstance(schema, bool):
        return (lambda _: True) if schema else (lambda _: False)
    tests = [_TESTS[keyword](schema) for keyword in _keywords(schema)]
    if "properties" in schema or "additionalProperties" in schema:
        tests.append(_members(schema))
    if len(tests) == 1:
        return tests[0]
    return _all(tests)


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """A schema's pattern as JSON Schema means it: `$` is the end, not the place before a last line break."""
    if pattern.endswith("$") and not pattern.endswith("\\$"):
        pattern = f"{pattern[:-1]}\\Z"
    return re.compile(pattern)


def _keywords(schema: Mapping[str, Any]) -> list[str]:
    found = [each for each in schema if each not in _SAYS_NOTHING and not each.startswith("x-")]
    found = [each for each in found if each not in ("properties", "additionalProperties")]
    if not _TESTS.keys() >= set(found):
        raise Unknown(", ".join(sorted(set(found) - _TESTS.keys())))
    return sorted(found, key=list(_TESTS).index)  # the type first: it spares the rest


def _all(tests: Sequence[Accepts]) -> Accepts:
    def test(value: Any) -> bool:
        for each in tests:
            if not each(value):
                return False
        return True

    return test


def _type(schema: Mapping[str, Any]) -> Accepts:
    asked = schema["type"]
    if isinstance(asked, str):
        return _TYPES[asked]
    types = [_TYPES[each] for each in asked]
    return lambda value: any(each(value) for each in types)


def _enum(schema: Mapping[str, Any]) -> Accepts:
    values = schema["enum"]
    if not all(isinstance(each, str) for each in values):
        raise Unknown("enum of other values than text")
    allowed = frozenset(values)
    return lambda value: isinstance(value, str) and value in allowed


def _const(schema: Mapping[str, Any]) -> Accepts:
    return _enum({"enum": [schema["const"]]})


def _pattern(schema: Mapping[str, Any]) -> Accepts:
    search = compiled(schema["pattern"]).search
    return lambda value: not isinstance(value, str) or search(value) is not None


def _sized(keyword: str, of: type[Sized], fits: Callable[[int, int], bool]) -> _Makes:
    def made(schema: Mapping[str, Any]) -> Accepts:
        bound = schema[keyword]
        return lambda value: not isinstance(value, of) or fits(len(value), bound)

    return made


def _bounded(keyword: str, fits: Callable[[Any, Any], bool]) -> _Makes:
    def made(schema: Mapping[str, Any]) -> Accepts:
        bound = schema[keyword]
        return lambda value: not _is_number(value) or fits(value, bound)

    return made


def _items(schema: Mapping[str, Any]) -> Accepts:
    if "prefixItems" in schema:
        raise Unknown("prefixItems")
    test = accepts(schema["items"])
    return lambda value: not isinstance(value, list) or all(map(test, value))


def _required(schema: Mapping[str, Any]) -> Accepts:
    wanted = schema["required"]
    return lambda value: not isinstance(value, dict) or all(each in value for each in wanted)


def _needed(schema: Mapping[str, Any]) -> Accepts:
    needed = schema["dependentRequired"]

    def test(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        return all(key not in value or all(each in value for each in keys) for key, keys in needed.items())

    return test


def _names(schema: Mapping[str, Any]) -> Accepts:
    test = accepts(schema["propertyNames"])
    return lambda value: not isinstance(value, dict) or all(map(test, value))


def _any(schema: Mapping[str, Any]) -> Accepts:
    tests = [accepts(each) for each in schema["anyOf"]]
    return lambda value: any(each(value) for each in tests)


def _one(schema: Mapping[str, Any]) -> Accepts:
    tests = [accepts(each) for each in schema["oneOf"]]
    return lambda value: sum(each(value) for each in tests) == 1


def _members(schema: Mapping[str, Any]) -> Accepts:
    if "patternProperties" in schema:
        raise Unknown("patternProperties")
    known = {key: accepts(each) for key, each in schema.get("properties", {}).items()}
    others = accepts(schema.get("additionalProperties", True))

    def test(value: Any) -> bool:
        if not isinstance(value, dict):
            return True
        for key, member in value.items():
            if not known.get(key, others)(member):
                return False
        return True

    return test


def _is_number(value: Any) -> bool:
    return isinstance(value, _NUMBERS) and not isinstance(value, bool)


_TYPES: Final[Mapping[str, Accepts]] = {
    "string": lambda value: isinstance(value, str),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": _is_number,
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
}
_TESTS: Final[Mapping[str, _Makes]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "required": _required,
    "pattern": _pattern,
    "minLength": _sized("minLength", str, lambda length, least: length >= least),
    "maxLength": _sized("maxLength", str, lambda length, most: length <= most),
    "minItems": _sized("minItems", list, lambda length, least: length >= least),
    "maxItems": _sized("maxItems", list, lambda length, most: length <= most),
    "minProperties": _sized("minProperties", dict, lambda length, least: length >= least),
    "maxProperties": _sized("maxProperties", dict, lambda length, most: length <= most),
    "minimum": _bounded("minimum", lambda value, least: value >= least),
    "maximum": _bounded("maximum", lambda value, most: value <= most),
    "exclusiveMinimum": _bounded("exclusiveMinimum", lambda value, least: value > least),
    "exclusiveMaximum": _bounded("exclusiveMaximum", lambda value, most: value < most),
    "items": _items,
    "dependentRequired": _needed,
    "propertyNames": _names,
    "anyOf": _any,
    "oneOf": _one,
}
