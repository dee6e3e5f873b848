"""The quick function of a schema takes exactly what the library takes."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.documents.schema.accept import Unknown, accepts
from engine.documents.schema.conform import _validator_of
from engine.systems import KINDS

BODIES = [
    json.loads(json.dumps(body, default=str))
    for path in sorted((Path(__file__).parents[2] / "rules").rglob("*.yml"))
    for body in yaml.load_all(path.read_text(), Loader=yaml.CSafeLoader)
]
ODD: list[Any] = [
    None, True, False, 0, 1, -1, 1.0, 1.5, 10**30, "", "x", "x\n", "10s", "threat.detected", "low", "1", [],
    [1], ["a.b"], [[]], {}, {"x": 1}, {"gte": 1}, "a" * 300, [None] * 300,
]  # fmt: skip


def mutated(rng: random.Random, value: Any) -> Any:
    """A value with one place of it changed."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        key = rng.choice(list(value))
        match rng.randrange(6):
            case 0:
                return {name: each for name, each in value.items() if name != key}
            case 1:
                return {**value, rng.choice(["x", "kind", "guilds", "mode", "timespan"]): rng.choice(ODD)}
            case _:
                return {**value, key: mutated(rng, value[key])}
    if isinstance(value, list) and value and rng.random() < 0.85:
        place = rng.randrange(len(value))
        return [*value[:place], mutated(rng, value[place]), *value[place + 1 :]]
    return rng.choice(ODD)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
@given(seed=st.integers(0, 2**32))
def test_it_agrees_with_the_library(kind: Any, seed: int) -> None:
    takes, validator, rng = accepts(kind.schema()), _validator_of(kind), random.Random(seed)
    for _ in range(20):
        body = rng.choice(BODIES)
        for _ in range(rng.randrange(4)):
            body = mutated(rng, body)
        assert takes(body) == validator.is_valid(body), body


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_each_key_of_each_kind_agrees_with_the_library_on_odd_values(kind: Any) -> None:
    def check(schema: Any) -> None:
        takes = accepts(schema)
        validator = _validator_of(kind).evolve(schema=schema)
        for value in ODD:
            assert takes(value) == validator.is_valid(value), (schema, value)
        for each in (*schema.get("properties", {}).values(), schema.get("items")):
            if isinstance(each, dict):
                check(each)

    check(kind.schema())


@pytest.mark.parametrize(
    "schema",
    [{"not": {}}, {"enum": [1]}, {"patternProperties": {}, "properties": {}}, {"items": {"$ref": "#"}},
     {"prefixItems": [], "items": {}}, {"uniqueItems": True}],
)  # fmt: skip
def test_what_it_does_not_know_it_does_not_judge(schema: dict[str, Any]) -> None:
    with pytest.raises(Unknown):
        accepts(schema)
