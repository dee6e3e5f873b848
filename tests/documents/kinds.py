"""Kinds for tests of loading: what a schema can say, without any system behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.diagnostics import Problem
from engine.documents.document import Document, Reference


class Sample:
    """A kind with the given schema; `refers` in a document names others, `alters` names what it changes.

    What says `firm: true` is not changed.
    """

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
        made_of = [Reference(("refers", n), str(name)) for n, name in enumerate(names)]
        return made_of + [
            Reference(("alters", n), str(name), (self.name,), without="nothing comes of it", changes=True)
            for n, name in enumerate(document.body.get("alters", []))
        ]

    def check_linked(
        self, document: Document, targets: Sequence[tuple[Reference, Document]]
    ) -> Sequence[Problem]:
        return [Problem("TOC210", (), f"about {target.id}") for _, target in targets if "odd" in target.body]

    def changes(self, document: Document, other: Document) -> bool:
        return other is not document and not other.body.get("firm", False)


OPEN = Sample("open", {"type": "object"})
KINDS = {"open": OPEN}
