"""Lists of values, and the placeholders in texts that stand for them: `%trusted_staff%`.

Knows no documents: which list a name means is asked of whoever has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

from engine.diagnostics import Where
from engine.matching.text import Part, Text, joined, parse_text, text_of

ListValue = str | int | float
Lists = Callable[[str], Sequence[ListValue] | None]
"""Finds the values of a list by the name in a placeholder; None when there is no such list."""

EXPAND: Final = "expand"
_PLACEHOLDER: Final = re.compile(r"%([^%\\]+)%")
_DEEPEST: Final = 32
_CONTAINERS: Final = (dict, list)


def names_in(text: str) -> list[str]:
    """The names of the placeholders in a text, in order."""
    return _PLACEHOLDER.findall(text)


def names_in_text(text: Text) -> list[str]:
    """The same of a text with wildcards; a name has none."""
    return [name for part in text.parts if isinstance(part, str) for name in names_in(part)]


def fill_text(text: Text, values: Mapping[str, Sequence[ListValue]]) -> Iterator[Text]:
    """The text with every choice of a value for each placeholder; wildcards in values count."""
    pieces = [piece for part in text.parts for piece in _pieces(part, values)]
    for choice in product(*pieces):
        yield text.of(joined(part for parts in choice for part in parts))


def fill_source(source: str, values: Mapping[str, Sequence[ListValue]]) -> Iterator[str]:
    """The same for the source of a regular expression, into which values go as they are."""
    cut = _PLACEHOLDER.split(source)
    pieces = [list(map(spelled, values[each])) if place % 2 else [each] for place, each in enumerate(cut)]
    for choice in product(*pieces):
        yield "".join(choice)


def spelled(value: ListValue) -> str:
    """The text of a value: `4688`, `0.5`."""
    return text_of(value) or ""


def _pieces(part: Part, values: Mapping[str, Sequence[ListValue]]) -> Iterator[list[tuple[Part, ...]]]:
    if not isinstance(part, str):
        yield [(part,)]
        return
    for place, piece in enumerate(_PLACEHOLDER.split(part)):
        if place % 2:
            yield [parse_text(spelled(value)).parts for value in values[piece]]
        elif piece:
            yield [(piece,)]


def placeholders_in(section: Any, where: Where) -> dict[str, Where]:
    """The lists that a part of a document needs, and where each is named first. Stands any shape."""
    found: dict[str, Where] = {}
    if not _may_expand(section, 0):  # nearly every document
        return found
    for place, text in _expanded(section, where, 0):
        for name in names_in_text(parse_text(text)):
            found.setdefault(name, place)
    return found


def _may_expand(node: Any, depth: int) -> bool:
    """Whether a key has the modifier, or looks like it."""
    if depth > _DEEPEST:
        return False
    if isinstance(node, dict):
        for key, value in node.items():
            if isinstance(key, str) and EXPAND in key:
                return True
            if isinstance(value, _CONTAINERS) and _may_expand(value, depth + 1):
                return True
    elif isinstance(node, list):
        for value in node:
            if isinstance(value, _CONTAINERS) and _may_expand(value, depth + 1):
                return True
    return False


def _expanded(node: Any, where: Where, depth: int) -> Iterator[tuple[Where, str]]:
    """Every text whose key has the modifier."""
    if depth > _DEEPEST:
        return
    if isinstance(node, dict):
        for key, value in node.items():
            if isinstance(key, str) and EXPAND in key.split("|")[1:]:
                yield from _texts(value, (*where, key))
            elif isinstance(value, _CONTAINERS):
                yield from _expanded(value, (*where, key), depth + 1)
    elif isinstance(node, list):
        for place, value in enumerate(node):
            if isinstance(value, _CONTAINERS):
                yield from _expanded(value, (*where, place), depth + 1)


def _texts(value: Any, where: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, list):
        yield from (((*where, place), one) for place, one in enumerate(value) if isinstance(one, str))
