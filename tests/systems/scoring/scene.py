"""A scoring document as people write it, signals at seconds, and the scores after them."""

from __future__ import annotations

from typing import Any

from engine.catalogue import Catalogue
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.scores import score_of_entity, scores_of
from engine.signal import Signal, SignalType
from engine.systems import KINDS
from engine.systems.scoring.picture import Entity, Picture
from engine.systems.scoring.report import Score

START = 1_800_000_000_000
GUILD = Entity("guild", 1)
ACTOR = Entity("actor", 7)
CHANNEL = Entity("channel", 5)
SYSTEM = Entity("system", "antinuke")
CATALOGUE = Catalogue.load()


def scoring(id_: str = "threat", **body: Any) -> Document:
    return Document("scoring", id_, "pack", "s.yml", 0, {"kind": "scoring", "title": "Threat", **body}, {})


class Scene:
    """One guild, 1, in which one actor, 7, does something in one channel, 5."""

    def __init__(self, *documents: Document, **body: Any) -> None:
        self.programs = Programs(KINDS, CATALOGUE)
        given = documents or (scoring(**body),)
        self.core = Core(self.programs.add(Rulebook(list(given))), self.programs.provide)
        self.told: list[Signal] = []
        self._count = 0

    def say(self, at: float, severity: str | None = "high", **fields: Any) -> None:
        self._count += 1
        about: dict[str, Any] = {
            "guild": 1,
            "actor": 7,
            "channel": 5,
            "system": "antinuke",
            "confidence": 1.0,
        }
        about |= {"type": "threat.detected", "id": f"s:{self._count}", "severity": severity, **fields}
        self.take(Signal(time=ms(at), **about), at)

    def take(self, signal: Signal, at: float) -> None:
        rows = self.core.take(signal, ms(at)) or ()
        self.told += [
            row.signal for row in rows if row.signal.origin == "derived" and "rule" in row.signal.data
        ]

    def clock(self, at: float) -> None:
        self.take(Signal(f"tick:{at}", SignalType.TICK.value, ms(at)), at)

    def score(self, entity: Entity, at: float) -> Score | None:
        return score_of_entity(self.core, 1, entity, ms(at))

    def closely(self, entity: Entity, at: float) -> Score:
        """With its reasons."""
        return next(each for each in scores_of(self.core, 1, ms(at), 1_000) if each.entity == entity)

    def points(self, entity: Entity, at: float) -> float:
        found = self.score(entity, at)
        return 0.0 if found is None else found.score

    def of_type(self, type_: str) -> list[Signal]:
        return [each for each in self.told if each.type == type_]

    @property
    def escalations(self) -> list[Signal]:
        return self.of_type("escalation.required")

    def levels(self, scope: str = "guild") -> list[tuple[float, str]]:
        """Each change of level of one scope: when, and to which."""
        changes = self.of_type("threat.level_changed")
        return [
            ((each.time - START) / 1_000, each.data["level"])
            for each in changes
            if each.data["scope"] == scope
        ]

    @property
    def picture(self) -> Picture:
        (state,) = [state for _, state in self.core.cells if isinstance(state, Picture)]
        return state


def ms(at: float) -> int:
    return START + round(1_000 * at)
