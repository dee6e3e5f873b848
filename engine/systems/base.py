"""What kinds of documents have in common, so that each says only what is its own. Knows no single one."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any, ClassVar

import msgspec

from engine.diagnostics import Problem, Where
from engine.documents.cases.schema import with_tests
from engine.documents.document import Document, Reference
from engine.systems.kind import Among, Compiled, Joint, Migrated, Moment


class BaseKind:
    """A kind without state and references, whose schema says all that can be wrong.

    The schema stands in `<name>/<name>.schema.json` beside this module.
    """

    name: ClassVar[str]
    state: ClassVar[type[msgspec.Struct] | None] = None
    tunes: ClassVar[bool] = False
    joint: ClassVar[Joint | None] = None

    def schema(self) -> Mapping[str, Any]:
        """The JSON Schema (2020-12) of a document of this kind, with the `tests` that any may have."""
        file = files(__package__).joinpath(self.name, f"{self.name}.schema.json")
        schema: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return with_tests(schema)

    def check(self, document: Document) -> Sequence[Problem]:
        """Nothing beyond the schema."""
        del document
        return ()

    def references(self, document: Document) -> Sequence[Reference]:
        """None: it stands alone."""
        del document
        return ()

    def changes(self, document: Document, other: Document) -> bool:
        """It changes nothing but what it emits itself."""
        del document, other
        return False

    def knobs(self, body: Mapping[str, Any]) -> Mapping[str, Where]:
        """None: settings tune nothing of it."""
        del body
        return {}

    def stateful(self, spec: Any) -> Any:
        """Every part: whatever changes, state begins anew."""
        del spec

    def migrate(self, old: Any, new: Any, state: Any, moment: Moment) -> Migrated | None:
        """Nothing is taken over: a kind with state says itself how."""
        del old, new, state, moment
        return None

    def rest(self, spec: Any, state: Any, moment: Moment) -> Any:
        """As it stands: a step leaves nothing undone."""
        del spec, moment
        return state

    def check_linked(
        self, document: Document, targets: Sequence[tuple[Reference, Document]]
    ) -> Sequence[Problem]:
        """Nothing: it says nothing of what it names."""
        del document, targets
        return ()

    def check_among(self, document: Document, compiled: Compiled, among: Among) -> Iterable[Problem]:
        """Nothing: any documents go together."""
        del document, compiled, among
        return ()

    def sole(self, compiled: Compiled) -> Hashable:
        """Nothing: there may be any number."""
        del compiled
        return None

    def taken(self, compiled: Compiled, first: Document) -> Problem:
        """Never asked of a kind of which there may be any number."""
        raise NotImplementedError

    def prune(self, spec: Any, state: Any, moment: Moment) -> bool:
        """Nothing goes: a kind with state says itself what no longer matters."""
        del spec, state, moment
        return False
