"""The one schema of `tests:`, which is part of the schema of every kind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

TESTS: Final = "tests"
"""The key of a document under which its tests stand."""
_FILE: Final = "cases.schema.json"


@cache
def _schema() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))
    return found


def with_tests(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a kind, with `tests` among its keys."""
    return {**schema, "properties": {**schema.get("properties", {}), TESTS: _schema()}}
