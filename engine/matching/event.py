"""The fields of one event, as conditions read them: dotted paths, members of lists, folded text, numbers.

Knows nothing of rules. Made once for an event and shared by every rule, so that a text is
folded at most once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from engine.matching.text import fold, text_of

ABSENT: Final = object()
"""What `find` gives for a field that is not there; null is a value."""

View = str | tuple[str]
"""Which texts of a field: its name for folded ones, `(name,)` for those as they are written."""

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER: Final = 64


class Event(Mapping[str, Any]):
    """A mapping of fields that remembers what it worked out: `texts[view]` are a field's texts."""

    __slots__ = ("fields", "texts")

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = fields
        self.texts = _Texts(fields)

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def find(self, name: str) -> Any:
        """The value of a field by name or dotted path, `ABSENT` if there is none."""
        return find(self.fields, name)

    def numbers(self, name: str) -> tuple[int | float, ...]:
        """The numbers in a field: itself or its members; a text that spells a decimal number is one."""
        value = find(self.fields, name)
        kind = type(value)
        if kind is int or kind is float:
            return (value,)
        return tuple(number for member in members(value) if (number := _number_of(member)) is not None)


Test = Callable[[Event], bool]
"""A condition made ready to run."""


class _Texts(dict[View, tuple[str, ...]]):
    """The texts of each field, worked out on first use."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    def __missing__(self, view: View) -> tuple[str, ...]:
        folded = isinstance(view, str)
        value = find(self._fields, view if isinstance(view, str) else view[0])
        texts = [text for member in members(value) if (text := text_of(member)) is not None]
        found = self[view] = tuple(map(fold, texts)) if folded else tuple(texts)
        return found


def view(field: str, *, cased: bool) -> View:
    """How `Event.texts` is asked for the texts of a field."""
    return (field,) if cased else field


def find(fields: Mapping[str, Any], name: str) -> Any:
    """The value of a field, `ABSENT` if there is none.

    A key that is spelled like the whole name wins; otherwise each dot is a step into a
    nested mapping, where the same holds for the rest of the name.
    """
    value = fields.get(name, ABSENT)
    while value is ABSENT:
        head, dot, name = name.partition(".")
        inner = fields.get(head)
        if not dot or not isinstance(inner, Mapping):
            return ABSENT
        fields = inner
        value = fields.get(name, ABSENT)
    return value


def members(value: Any) -> tuple[Any, ...]:
    """What a condition is tried on: each member of a list, else the value itself."""
    if value is ABSENT:
        return ()
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple(value)
    return (value,)


def _number_of(value: Any) -> int | float | None:
    if isinstance(value, (int, float)):
        return None if isinstance(value, bool) else value
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and _NUMBER.fullmatch(value):
        return int(value) if value.lstrip("+-").isdigit() else float(value)
    return None
