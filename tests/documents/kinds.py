"""Kinds for tests of loading: what a schema can say, without any system behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.diagnostics import Problem
from engine.documents.document import Document, Reference


class Sample:
    """A kind with the given schema; `refers` in a document names others."""

    def __init__(self, name: str, schema: Mapping[str, Any]) -> None:
        self.name = name
        self._schema = schema

    def schema(self) -> Mapping[str, Any]:
        return self._schema

    def check(self, document: Document) -> Sequence[Problem]:
        if "trouble" in document.body:
            return [Problem("TOC210", ("trouble",), "there is trouble")]
        return ()

    def references(self, document: Document) -> Sequence[Reference]:
        names = document.body.get("refers", [])
        return [Reference(("refers", n), str(name)) for n, name in enumerate(names)]


OPEN = Sample("open", {"type": "object"})
KINDS = {"open": OPEN}
