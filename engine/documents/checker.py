"""What loading needs of a kind: how a document is shaped, what else is wrong with it, what it refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from engine.diagnostics import Problem
from engine.documents.document import Document, Reference


class Checker(Protocol):
    """The part of a kind that works before anything is compiled."""

    @property
    def name(self) -> str:
        """The kind as documents spell it."""

    def schema(self) -> Mapping[str, Any]:
        """The JSON Schema (2020-12) of a document of this kind."""

    def check(self, document: Document) -> Sequence[Problem]:
        """What is wrong beyond the schema, in this document alone.

        Also asked of a document that its schema refuses, so that all problems are told at once: it
        must stand a body of any shape. What it says of a value that the schema refuses is dropped.
        """

    def references(self, document: Document) -> Sequence[Reference]:
        """The documents it names: each must be there, and none may lead back to it. Stands any body."""

    def changes(self, document: Document, other: Document) -> bool:
        """Whether a document that names `other` to change it does so. Stands any bodies."""

    def check_linked(
        self, document: Document, targets: Sequence[tuple[Reference, Document]]
    ) -> Sequence[Problem]:
        """What is wrong with what it says of the documents it names. Stands bodies of any shape."""
