"""The kind `settings`: its step, as the registry of kinds wants it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from engine.diagnostics import Problem
from engine.documents.document import Document
from engine.effects import Effect
from engine.signal import Signal
from engine.systems.base import BaseKind
from engine.systems.kind import Compiled, Hit, Moment, Resolve
from engine.systems.settings.overlap import overlap
from engine.systems.settings.spec import SettingsSpec, read_spec
from engine.systems.settings.step import ALARMING, step


class SettingsKind(BaseKind):
    """Settings of a guild, or of all that have none: stateless, hit by every alarming signal.

    Their schema is closed throughout.
    """

    name = "settings"

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        """Make a document that its schema has passed ready."""
        del resolve
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

    def sole(self, compiled: Compiled) -> Hashable:
        """Its guild: two would post every alert twice."""
        return (compiled.spec.guild,)

    def taken(self, compiled: Compiled, first: Document) -> Problem:
        """Two for one guild."""
        return overlap(compiled.spec.guild, first)

    def step(
        self, spec: SettingsSpec, state: None, signal: Signal, hit: Hit, moment: Moment
    ) -> Sequence[Effect]:
        """One alert for a signal that is bad enough."""
        del state, hit
        return step(spec, signal, moment)
