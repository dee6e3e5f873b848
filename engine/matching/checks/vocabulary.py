"""Which fields the signals of a log source can have, by the catalogue. Knows no documents.

A log source that no type of the catalogue fits is about alerts from outside: nobody knows their fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from engine.catalogue import CORE, Catalogue, Field, shipped
from engine.matching.candidates import concerns
from engine.matching.logsource import ANY_TYPE
from engine.matching.patterns import ONE

_EMITTED: Final = "emitted"
"""The group of fields in the catalogue that documents write into what they emit."""
_LOG_SOURCES_KEPT: Final = 1024


class Vocabulary(msgspec.Struct, frozen=True):
    """`types` that can come, and their `fields` by name: what each of the types that have it says of it."""

    types: tuple[str, ...]
    fields: Mapping[str, tuple[Field, ...]]


@lru_cache(maxsize=_LOG_SOURCES_KEPT)
def vocabulary_of(patterns: tuple[str, ...]) -> Vocabulary | None:
    """The vocabulary of a log source's patterns; None where anything may come."""
    if patterns == ANY_TYPE or not patterns:
        return None
    catalogue = shipped()
    types = [each for each in catalogue.types if any(concerns(pattern, each) for pattern in patterns)]
    if not types:
        return None
    vocabulary = _of_types(catalogue, types)
    # A log source without a product may mean what a document emits, too.
    return joined((vocabulary, emitted())) if patterns[0].startswith(ONE) else vocabulary


@lru_cache(maxsize=_LOG_SOURCES_KEPT)
def emitted(*types: str) -> Vocabulary:
    """The vocabulary of types that no catalogue has, and documents emit."""
    fields = dict(CORE) | dict(shipped().groups[_EMITTED].fields)
    return Vocabulary(types, {name: (field,) for name, field in fields.items()})


def joined(vocabularies: Sequence[Vocabulary]) -> Vocabulary:
    """That of signals of which each is of one of them."""
    types = dict.fromkeys(each for vocabulary in vocabularies for each in vocabulary.types)
    fields: dict[str, tuple[Field, ...]] = {}
    for vocabulary in vocabularies:
        for name, found in vocabulary.fields.items():
            fields[name] = tuple(dict.fromkeys((*fields.get(name, ()), *found)))
    return Vocabulary(tuple(types), fields)


def types_with(field: str) -> list[str]:
    """All types of the catalogue that have a field of that name, those of the shortest names first."""
    return sorted((name for name, kind in shipped().types.items() if field in kind.fields), key=len)


def _of_types(catalogue: Catalogue, types: Iterable[str]) -> Vocabulary:
    types = tuple(types)
    fields: dict[str, dict[Field, None]] = {name: {field: None} for name, field in CORE.items()}
    for each in types:
        for name, field in catalogue.types[each].fields.items():
            fields.setdefault(name, {})[field] = None
    return Vocabulary(types, {name: tuple(found) for name, found in fields.items()})
