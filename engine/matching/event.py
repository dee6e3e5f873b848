"""The fields of one event, as conditions read them: dotted paths, members of lists, folded text, numbers.

Knows nothing of rules. Made once for an event and shared by every rule, so that a text is
folded at most once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from engine.matching.text import FOLDED, Form, fold, forms_of, text_of

ABSENT: Final = object()
"""What `find` gives for a field that is not there; null is a value."""

ANYWHERE: Final = ""
"""The field of a keyword: every value of the event, those inside others too."""

View = str | tuple[str, Form]
"""Which texts of a field: its name alone for folded ones, as nearly all are; else the name and the form."""

_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER: Final = 64
_LISTS: Final = (list, tuple, set, frozenset)


class Event(Mapping[str, Any]):
    """A mapping of fields that remembers what it worked out.

    `texts[view]` are the texts of a field, `numbers[name]` its numbers: of the value itself,
    or of each member of a list.
    """

    __slots__ = ("_numbers", "fields", "texts")

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = fields
        self.texts = texts = _Texts()
        texts.fields = fields
        self._numbers: _Numbers | None = None

    @property
    def numbers(self) -> _Numbers:
        """The numbers in each field."""
        if self._numbers is None:  # most events are asked for none
            self._numbers = _Numbers()
            self._numbers.fields = self.fields
        return self._numbers

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def find(self, name: str) -> Any:
        """The value of a field by name or dotted path, `ABSENT` if there is none."""
        return find(self.fields, name)


Test = Callable[[Event], bool]
"""A condition made ready to run."""


_TRUE: Final = ("true",)
_FALSE: Final = ("false",)


class _Texts(dict[View, tuple[str, ...]]):
    """The texts of each field, worked out on first use. Most rules ask for what most events do not have."""

    __slots__ = ("fields",)

    fields: Mapping[str, Any]

    def __missing__(self, view: View) -> tuple[str, ...]:
        if isinstance(view, str):
            value = self.fields.get(view)
            if type(value) is str:  # as `_value` and `fold` say it, for what nearly every event is asked for
                lowered = value.lower()
                found: tuple[str, ...] = (lowered if lowered.isascii() else fold(value),)
                self[view] = found
                return found
            value = _value(self.fields, view)
            if value is ABSENT:
                found = ()
            elif type(value) is bool:
                found = _TRUE if value else _FALSE
            else:
                found = tuple(map(fold, _texts_of(value)))
        else:
            field, form = view
            value = _value(self.fields, field)
            if type(value) is str:
                found = forms_of(value, form)
            else:
                texts = _texts_of(value)
                found = tuple(one for text in texts for one in forms_of(text, form)) if texts else ()
        self[view] = found
        return found


class _Numbers(dict[str, tuple[int | float, ...]]):
    """The numbers in each field, worked out on first use; a text that spells a decimal number is one."""

    __slots__ = ("fields",)

    fields: Mapping[str, Any]

    def __missing__(self, name: str) -> tuple[int | float, ...]:
        value = _value(self.fields, name)
        if type(value) is int or type(value) is float:
            found: tuple[int | float, ...] = (value,)
        else:
            found = () if value is ABSENT else _numbers_of(value)
        self[name] = found
        return found


def view(field: str, *, form: Form) -> View:
    """How `Event.texts` is asked for the texts of a field."""
    return field if form == FOLDED else (field, form)


def _value(fields: Mapping[str, Any], name: str) -> Any:
    """`find`, by a shorter way for nearly every name."""
    value = fields.get(name, ABSENT)
    return find(fields, name) if name == ANYWHERE or (value is ABSENT and "." in name) else value


def find(fields: Mapping[str, Any], name: str) -> Any:
    """The value of a field, `ABSENT` if there is none.

    A key that is spelled like the whole name wins; otherwise each dot is a step into a
    nested mapping, where the same holds for the rest of the name. `ANYWHERE` gives all values.
    """
    if name == ANYWHERE:
        return values_in(fields)
    value = fields.get(name, ABSENT)
    while value is ABSENT and "." in name:
        head, _, name = name.partition(".")
        inner = fields.get(head)
        if not isinstance(inner, Mapping):
            break
        fields = inner
        value = fields.get(name, ABSENT)
    return value


def values_in(fields: Mapping[str, Any]) -> list[Any]:
    """Every scalar of an event but null, those inside mappings and lists too, in order."""
    found: list[Any] = []
    waiting: list[Any] = [fields]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += reversed(tuple(value.values()))
        elif isinstance(value, _LISTS):
            waiting += reversed(tuple(value))
        elif value is not None:
            found.append(value)
    return found


def members(value: Any) -> tuple[Any, ...]:
    """What a condition is tried on: each member of a list, else the value itself."""
    if value is ABSENT:
        return ()
    return tuple(value) if isinstance(value, _LISTS) else (value,)


def _texts_of(value: Any) -> tuple[str, ...]:
    if type(value) is str:
        return (value,)
    if value is ABSENT:
        return ()
    if isinstance(value, _LISTS):
        return tuple(text for member in value if (text := text_of(member)) is not None)
    text = text_of(value)
    return () if text is None else (text,)


def _numbers_of(value: Any) -> tuple[int | float, ...]:
    if isinstance(value, _LISTS):
        return tuple(number for member in value if (number := number_of(member)) is not None)
    number = number_of(value)
    return () if number is None else (number,)


def number_of(value: Any) -> int | float | None:
    """The number that a value is or spells; None for any other, truth values and lists among them."""
    if isinstance(value, (int, float)):
        return None if isinstance(value, bool) else value
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and _NUMBER.fullmatch(value):
        return int(value) if value.lstrip("+-").isdigit() else float(value)
    return None
