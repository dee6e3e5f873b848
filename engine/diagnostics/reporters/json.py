"""Diagnostics as JSON, for programs: a list of objects, `[]` when there are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
import orjson

from engine.diagnostics.diagnostic import Diagnostic

_FIELDS: Final = ("path", "line", "column", "code", "severity", "message", "help")


def report_json(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str]) -> str:
    """Each with `path`, `line`, `column`, `code`, `severity` and `message`, and `help` where there is any."""
    del texts
    found = [_object(each) for each in diagnostics]
    return orjson.dumps(found, option=orjson.OPT_INDENT_2).decode()


def _object(diagnostic: Diagnostic) -> dict[str, Any]:
    values = msgspec.structs.asdict(diagnostic)
    return {name: values[name] for name in _FIELDS if values[name] is not None}
