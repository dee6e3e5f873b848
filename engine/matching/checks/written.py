"""The items of selections as they stand in a document, with their places. Knows no modifier's meaning.

What is of another shape than an item is left out: the reader of selections has told it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from engine.diagnostics import Where

_CONDITION: Final = "condition"
_DEEPEST: Final = 32


class Written(msgspec.Struct, frozen=True):
    """One `field|modifiers: values`. `where` is the place of the key; each value has its own."""

    field: str
    modifiers: tuple[str, ...]
    where: Where
    values: tuple[tuple[Any, Where], ...]


def written_in_section(section: Any, where: Where) -> Iterator[Written]:
    """All items of named selections: of `detection:`, or of a `match:` with a condition."""
    if isinstance(section, dict):
        for name, definition in section.items():
            if name != _CONDITION:
                yield from written(definition, (*where, name))


def written(definition: Any, where: Where, depth: int = 0) -> Iterator[Written]:
    """The items of one selection."""
    if isinstance(definition, list) and depth < _DEEPEST:
        for n, member in enumerate(definition):
            yield from written(member, (*where, n), depth + 1)
    elif isinstance(definition, dict):
        for key, raw in definition.items():
            field, *modifiers = key.split("|") if isinstance(key, str) else ("",)
            if field:
                place = (*where, key)
                yield Written(field, tuple(modifiers), place, tuple(_values(raw, place)))


def _values(raw: Any, where: Where) -> Iterator[tuple[Any, Where]]:
    members = [((*where, n), one) for n, one in enumerate(raw)] if isinstance(raw, list) else [(where, raw)]
    for place, value in members:
        if not isinstance(value, dict | list):
            yield value, place
