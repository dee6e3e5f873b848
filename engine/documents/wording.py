"""How diagnostics speak of values: what a thing is called, and a short form of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from engine.diagnostics import Where

_LONGEST: Final = 40
_MOST: Final = 10
_WORDS: Final = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
    "array": "a list",
    "object": "a mapping",
}
_TYPES: Final[dict[type, str]] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
    list: "array",
    dict: "object",
}
_PLAIN: Final = {None: "null", True: "true", False: "false"}


def type_named(name: str) -> str:
    """A JSON Schema type in words."""
    return _WORDS.get(name, name)


def described(value: Any) -> str:
    """What a value is, in words."""
    return _WORDS[_TYPES[type(value)]]


def shown(value: Any) -> str:
    """A value as it is quoted in a message: short. Reporters escape what does not print."""
    if isinstance(value, dict | list):
        return described(value)
    text = _PLAIN[value] if value is None or isinstance(value, bool) else str(value)
    return f"`{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}`"


def called(where: Where) -> str:
    """What a place of a document is called."""
    if not where:
        return "the document"
    if isinstance(where[-1], str):
        return f"`{where[-1]}`"
    holder = next((step for step in reversed(where) if isinstance(step, str)), None)
    return "a member" if holder is None else f"a member of `{holder}`"


def either(names: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *rest, last = names
    return f"{', '.join(rest)} or {last}" if rest else last


def one_of(values: Iterable[Any]) -> str | None:
    """What could be chosen, or None when that is too much to list."""
    names = [shown(value) for value in values]
    return f"one of {', '.join(names)}" if 0 < len(names) <= _MOST else None
