"""One thing that a JSON Schema refuses, as plain values: what the library says, without the library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from jsonschema.exceptions import ValidationError

from engine.diagnostics import Where


class Refusal(msgspec.Struct):
    """`keyword` of the schema, with what it `asks`, refuses `value`, which stands at `where`.

    `choices` are, for a keyword with branches, what each branch refuses. `of_key`: the value is a
    key of the mapping at `where`.
    """

    keyword: str
    where: Where
    asks: Any
    value: Any
    schema: Mapping[str, Any] = {}
    choices: list[list[Refusal]] = []
    of_key: bool = False

    @property
    def types(self) -> list[str]:
        """The types that a refusal by `type` would take."""
        if self.keyword != "type":
            return []
        return list(self.asks) if isinstance(self.asks, list) else [self.asks]

    def leaves(self) -> Iterator[Refusal]:
        """Itself, and those of all branches."""
        yield self
        for branch in self.choices:
            for each in branch:
                yield from each.leaves()


def from_library(error: ValidationError) -> Refusal:
    """The same, without the library's ways."""
    branches: dict[Any, list[Refusal]] = {}
    for each in error.context or ():
        branches.setdefault(each.schema_path[0], []).append(from_library(each))
    return Refusal(
        keyword=str(error.validator),
        where=tuple(error.absolute_path),
        asks=error.validator_value,
        value=error.instance,
        schema=error.schema if isinstance(error.schema, Mapping) else {},
        choices=list(branches.values()),
        of_key="propertyNames" in error.schema_path,
    )
