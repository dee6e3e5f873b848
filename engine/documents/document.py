"""A document: one YAML document, parsed and located, not yet compiled."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.diagnostics import Where

Place = tuple[int, int]
"""Line and column, both from 1, columns in code points."""


class Mark(msgspec.Struct, frozen=True):
    """Where a value stands, and its key if it has one."""

    value: Place
    key: Place | None = None


class Document(msgspec.Struct):
    """One document of a pack: `body` as plain mappings, lists and scalars; `marks` say where each stands."""

    kind: str
    id: str
    pack: str
    path: str
    position: int
    body: dict[str, Any]
    marks: dict[Where, Mark]

    @property
    def identity(self) -> str:
        """What names it everywhere: pack, kind and id."""
        return f"{self.pack}/{self.kind}/{self.id}"


class Reference(msgspec.Struct, frozen=True):
    """A place in a document that names another by id or name."""

    where: Where
    name: str
