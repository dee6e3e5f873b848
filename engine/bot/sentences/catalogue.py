"""The one catalogue of sentences, read once. Knows no message, only text.

A sentence holds `{name}` where a value goes, and `{name|one|many}` where a word depends on a number.
Values are put in as they are: who calls makes text of people safe first (`engine.bot.views.text`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import msgspec
import yaml

_FILE: Final = "en.yaml"
_SLOT: Final = re.compile(r"\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}")


class Sentence(msgspec.Struct, frozen=True):
    """A sentence and the names of the values that it takes."""

    text: str
    names: frozenset[str]

    def with_values(self, values: Mapping[str, Any]) -> str:
        """The sentence with every value in its place. Raises `KeyError` for one that is missing."""

        def put(slot: re.Match[str]) -> str:
            value = values[slot[1]]
            if slot[2] is None:
                return f"{value:,}" if isinstance(value, int) else str(value)
            return slot[2] if value == 1 else slot[3]

        return _SLOT.sub(put, self.text)


def said(name: str, /, **values: Any) -> str:
    """The sentence of this name, such as `status.not_watching`. Whole numbers are grouped by
    thousands, so ids come as text.

    Raises `KeyError` for a name, or a value, that is not there: a test holds every call to the file.
    """
    return sentences()[name].with_values(values)


def words(section: str) -> Mapping[str, str]:
    """The sentences of a section that take no values, by their own names, such as those of `severity`."""
    return _sections()[section]


@cache
def sentences() -> Mapping[str, Sentence]:
    """All sentences by name. Raises `TypeError` for a file that is not made of sections and sentences."""
    read = yaml.load(files(__package__).joinpath(_FILE).read_text(encoding="utf-8"), yaml.CSafeLoader)
    return MappingProxyType(dict(_named("", read)))


@cache
def _sections() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, sentence in sentences().items():
        if not sentence.names:
            section, _, own = name.rpartition(".")
            found.setdefault(section, {})[own] = sentence.text
    return MappingProxyType({name: MappingProxyType(each) for name, each in found.items()})


def _named(path: str, read: Any) -> list[tuple[str, Sentence]]:
    if isinstance(read, str):
        return [(path, Sentence(read, frozenset(slot[1] for slot in _SLOT.finditer(read))))]
    if not isinstance(read, dict):
        raise TypeError(f"{_FILE}: {path or 'the file'} is neither a sentence nor a section of them")
    found = []
    for name, each in read.items():
        found += _named(f"{path}.{name}" if path else str(name), each)
    return found
