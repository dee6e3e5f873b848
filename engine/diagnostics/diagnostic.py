"""`Diagnostic` (a place in a file) and `Problem` (a place in a parsed document)."""

from __future__ import annotations

from typing import Literal

import msgspec

DiagnosticLevel = Literal["error", "warning"]
Where = tuple[str | int, ...]
"""A place inside a parsed document: the keys and list positions that lead to it."""


class Problem(msgspec.Struct, frozen=True):
    """Something wrong at a place inside one parsed document.

    `on` says whether the key or its value
    is meant; `offset` counts code points inside it (a word of a condition, a modifier).
    `code` is one of `engine.diagnostics.codes`. `help` is what to do, or None.
    """

    code: str
    where: Where
    message: str
    on: Literal["key", "value"] = "value"
    offset: int = 0
    help: str | None = None


class Diagnostic(msgspec.Struct, frozen=True, order=True):
    """Something wrong in a file. `line` and `column` count from 1, columns in code points."""

    path: str
    line: int
    column: int
    code: str
    severity: DiagnosticLevel
    message: str
    help: str | None = None
