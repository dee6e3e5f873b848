"""Fields that no signal of the log source has: such a condition can never hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from engine.diagnostics import Problem, Where
from engine.diagnostics.nearest import did_you_mean
from engine.matching.checks.subject import Subject
from engine.matching.checks.vocabulary import Vocabulary, types_with
from engine.matching.text import parse_text

UNKNOWN_FIELD: Final = "TOC340"
_REFERENCE: Final = "fieldref"


def check_fields(subject: Subject) -> Iterator[Problem]:
    """The keys of items, and the fields that `fieldref` names."""
    vocabulary = subject.vocabulary
    if vocabulary is None:
        return
    for item in subject.items:
        yield from check_field(item.field, vocabulary, item.where, on="key")
        if _REFERENCE in item.modifiers:
            for value, where in item.values:
                if isinstance(value, str) and not (name := parse_text(value)).has_wildcards:
                    yield from check_field("".join(map(str, name.parts)), vocabulary, where)


def check_field(
    name: str, vocabulary: Vocabulary, where: Where, *, on: Literal["key", "value"] = "value"
) -> Iterator[Problem]:
    """A problem if a vocabulary lacks the field."""
    if name and name not in vocabulary.fields:
        message = _message(name, vocabulary)
        yield Problem(UNKNOWN_FIELD, where, message, on=on, help=_advice(name, vocabulary))


def _message(name: str, vocabulary: Vocabulary) -> str:
    if len(vocabulary.types) == 1:
        return f"`{vocabulary.types[0]}` has no field `{name}`"
    return f"none of the {len(vocabulary.types)} types of signals here has a field `{name}`"


def _advice(name: str, vocabulary: Vocabulary) -> str:
    head, dot, _ = name.partition(".")
    if dot and head in vocabulary.fields:
        return f"`{head}` is a plain value: there is nothing inside it"
    others = types_with(name)
    if others:
        return f"`{others[0]}` has it: mend the log source, or take another field"
    return did_you_mean(name, vocabulary.fields) or "docs/signals.md lists the fields of every type"
