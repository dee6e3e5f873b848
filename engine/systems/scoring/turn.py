"""What one step has before it: the document, what is kept of a guild, the signal, and what it calls now."""

from __future__ import annotations

import msgspec

from engine.signal import Signal
from engine.systems.scoring.bands import Caps
from engine.systems.scoring.picture import Entity, Picture
from engine.systems.scoring.spec import ScoringSpec
from engine.systems.scoring.standing import Standing


class Turn(msgspec.Struct, frozen=True):
    """`now` in milliseconds: `seen` of the signal, or when a timer was due."""

    spec: ScoringSpec
    picture: Picture
    signal: Signal
    now: int

    @property
    def caps(self) -> Caps:
        """Those of the bands."""
        return self.spec.caps

    def half_life(self, entity: Entity) -> int:
        """Of the evidence about an entity, in milliseconds."""
        return self.spec.half_lives[entity.scope]

    def score(self, entity: Entity, standing: Standing) -> float:
        """How it stands now."""
        return standing.score(self.now, self.half_life(entity), self.caps)
