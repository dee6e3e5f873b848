"""The schemas of all kinds: valid, explained throughout, and with words for every form that they ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema
import pytest

from engine.systems import KINDS

SCHEMAS = [pytest.param(kind.schema(), id=name) for name, kind in KINDS.items()]


def subschemas(schema: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every mapping in a schema, with its place."""
    if isinstance(schema, Mapping):
        yield path, schema
        for key, inner in schema.items():
            yield from subschemas(inner, f"{path}/{key}")
    elif isinstance(schema, list):
        for place, inner in enumerate(schema):
            yield from subschemas(inner, f"{path}/{place}")


@pytest.mark.parametrize("schema", SCHEMAS)
def test_it_is_a_schema(schema: Mapping[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_pattern_says_what_it_asks_for(schema: Mapping[str, Any]) -> None:
    silent = [path for path, each in subschemas(schema) if "pattern" in each and "x-pattern-text" not in each]

    assert silent == []


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_key_is_explained(schema: Mapping[str, Any]) -> None:
    silent = [
        f"{path}/properties/{key}"
        for path, each in subschemas(schema)
        for key, inner in each.get("properties", {}).items()
        if isinstance(inner, Mapping) and "description" not in inner and not path.endswith("/related/items")
    ]

    assert silent == []


@pytest.mark.parametrize("schema", SCHEMAS)
def test_no_choice_hangs_on_the_kind(schema: Mapping[str, Any]) -> None:
    assert "oneOf" not in schema
    assert "anyOf" not in schema
