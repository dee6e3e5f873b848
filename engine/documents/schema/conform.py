"""A document against the JSON Schema (2020-12) of its kind: the value it takes, and all that is refused.

The schema is chosen by kind in code, never by `oneOf`, so that each error is about what the
author meant. Knows no kind by name.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, cast

import jsonschema
from jsonschema.exceptions import ValidationError

from engine.diagnostics import Where
from engine.documents.checker import Checker
from engine.documents.reading.reader import Parsed
from engine.documents.schema.accept import Accepts, Unknown, accepts, compiled
from engine.documents.schema.refusal import Refusal, from_library

_KINDS_KEPT: Final = 64


def schema_of(checker: Checker) -> Mapping[str, Any]:
    """The schema of a kind, read once."""
    schema: Mapping[str, Any] = _validator_of(cast("Hashable", checker)).schema
    return schema


def conform(parsed: Parsed, checker: Checker) -> list[Refusal]:
    """What the schema refuses. Where it asks for text, a plain scalar becomes its spelling, in place."""
    _read_leniently(parsed.value, schema_of(checker))
    takes = _accepts_of(cast("Hashable", checker))
    if takes is not None and takes(parsed.value):
        return []
    refusals = _refusals(parsed, checker)
    spelt = {each.where for refusal in refusals for each in refusal.leaves() if _asks_for_text(each, parsed)}
    if not spelt:
        return refusals
    for where in spelt:
        _replace(parsed.value, where, parsed.spellings.pop(where))
    return _refusals(parsed, checker)


def _read_leniently(value: Any, schema: Mapping[str, Any]) -> None:
    """As Sigma is written: an empty key is as none (`x-empty`), a word may be in capitals (`x-case`)."""
    if not isinstance(value, dict) or schema.get("x-empty") != "absent":
        return
    required = schema.get("required", ())
    properties = schema["properties"]
    for key, written in list(value.items()):
        known = properties.get(key)
        if known is None:
            continue
        if written is None and key not in required:
            del value[key]
        elif known.get("x-case") == "any" and isinstance(written, str) and written.lower() in known["enum"]:
            value[key] = written.lower()


def _refusals(parsed: Parsed, checker: Checker) -> list[Refusal]:
    validator = _validator_of(cast("Hashable", checker))
    return [from_library(error) for error in validator.iter_errors(parsed.value)]


def _asks_for_text(refusal: Refusal, parsed: Parsed) -> bool:
    """Whether the value was only read as something else than text because of how it looks."""
    spelling = parsed.spellings.get(refusal.where)
    if not spelling:  # nothing at all is not text that someone wrote
        return False
    match refusal.keyword:
        case "type":
            return "string" in refusal.types
        case "enum":
            return spelling in refusal.asks
        case "const":
            return bool(spelling == refusal.asks)
        case _:
            return False


def _replace(value: Any, where: Where, spelling: str) -> None:
    for step in where[:-1]:
        value = value[step]
    value[where[-1]] = spelling


def _pattern(
    validator: Any, pattern: str, instance: Any, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    del schema
    if validator.is_type(instance, "string") and not compiled(pattern).search(instance):
        yield ValidationError("does not match")


_Validator: Final[Any] = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
    jsonschema.Draft202012Validator, {"pattern": _pattern}
)


@lru_cache(maxsize=_KINDS_KEPT)
def _accepts_of(checker: Any) -> Accepts | None:
    """The schema of a kind as one quick function, if it can be one."""
    try:
        return accepts(checker.schema())
    except Unknown:
        return None


@lru_cache(maxsize=_KINDS_KEPT)
def _validator_of(checker: Any) -> Any:
    """The compiled schema of a kind: kinds are single instances, and hash as such."""
    return _Validator(checker.schema())
