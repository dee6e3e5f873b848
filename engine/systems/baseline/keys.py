"""What a key is called: the values of the fields it is made of, as one text, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

_BETWEEN: Final = "\x1f"
"""A sign that no field of a signal has, save one that somebody made up: then two keys are one."""
_NONE: Final = "\x00"


def key_of(values: Sequence[Any]) -> str:
    """The name of a key. Numbers are spelt; a field that is missing has a name of its own."""
    if not values:
        return ""
    return _BETWEEN.join(_NONE if each is None else str(each) for each in values)


def values_of(key: str, count: int) -> list[str | None]:
    """The values that a name stands for, as text; `count` of them."""
    if not count:
        return []
    return [None if each == _NONE else each for each in key.split(_BETWEEN, count - 1)]
