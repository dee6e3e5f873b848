"""The kind `settings`: its schema and step, as the registry of kinds wants them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

from engine.diagnostics import Problem
from engine.documents.document import Document, Reference
from engine.effects import Effect
from engine.signal import Signal
from engine.systems.kind import Compiled, Hit, Moment, Resolve
from engine.systems.settings.spec import SettingsSpec, read_spec
from engine.systems.settings.step import ALARMING, step

_SCHEMA: Final = files(__package__).joinpath("settings.schema.json")


class SettingsKind:
    """Settings of a guild, or of all that have none: stateless, hit by every alarming signal."""

    name = "settings"
    state = None

    def schema(self) -> Mapping[str, Any]:
        """Closed throughout."""
        schema: Mapping[str, Any] = json.loads(_SCHEMA.read_text(encoding="utf-8"))
        return schema

    def check(self, document: Document) -> Sequence[Problem]:  # noqa: ARG002 - the schema says it all
        """Nothing beyond the schema."""
        return ()

    def references(self, document: Document) -> Sequence[Reference]:  # noqa: ARG002 - refers to nothing
        """None: settings stand alone."""
        return ()

    def compile(self, document: Document, resolve: Resolve) -> Compiled:  # noqa: ARG002 - refers to nothing
        """Make a document that its schema has passed ready."""
        spec = read_spec(document.body)
        return Compiled(
            identity=document.identity,
            kind=self.name,
            id=document.id,
            spec=spec,
            types=ALARMING,
            guilds=None if spec.guild is None else frozenset({spec.guild}),
            own=True,
            default=spec.guild is None,
        )

    def step(
        self, spec: SettingsSpec, state: None, signal: Signal, hit: Hit, moment: Moment
    ) -> Sequence[Effect]:
        """One alert for a signal that is bad enough."""
        del state, hit
        return step(spec, signal, moment)

    def prune(self, spec: SettingsSpec, state: None, moment: Moment) -> bool:  # noqa: ARG002 - no state
        """Nothing is ever left."""
        return True
