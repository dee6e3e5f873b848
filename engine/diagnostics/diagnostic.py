"""`Diagnostic` (a place in a file) and `Problem` (a place in a parsed document)."""

from __future__ import annotations

from typing import Literal

import msgspec

DiagnosticLevel = Literal["error", "warning"]


class Problem(msgspec.Struct, frozen=True):
    """Something wrong at a place inside one parsed document.

    `where` is the path of keys and list positions; `on` says whether the key or its value
    is meant; `offset` counts code points inside a text value (a place in a condition).
    `code` is one of `engine.diagnostics.codes`. `help` is what to do, or None.
    """

    code: str
    where: tuple[str | int, ...]
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
