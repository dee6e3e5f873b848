"""The kind `list`: values that rules name by placeholders. No signal meets it."""

from __future__ import annotations

from collections.abc import Sequence

from engine.documents.document import Document
from engine.effects import Effect
from engine.matching.lists import ListValue
from engine.signal import Signal
from engine.systems.base import BaseKind
from engine.systems.kind import Compiled, Hit, Moment, Resolve


class ListKind(BaseKind):
    """Lists: their spec is the tuple of their values. Their schema is closed throughout."""

    name = "list"

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        """Make a document that its schema has passed ready for those that expand it."""
        del resolve
        values: tuple[ListValue, ...] = tuple(document.body["values"])
        return Compiled(identity=document.identity, kind=self.name, id=document.id, spec=values)

    def step(
        self, spec: Sequence[ListValue], state: None, signal: Signal, hit: Hit, moment: Moment
    ) -> Sequence[Effect]:
        """Nothing: nothing hits it."""
        del spec, state, signal, hit, moment
        return ()
