"""Signals of a file through a loop on fresh state, and what each did to the threat scores. Knows no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from engine.catalogue import Catalogue
from engine.cli.signal_lines import read_signal
from engine.documents.home import INSTALLATION
from engine.documents.rulebook import Rulebook
from engine.instants import iso
from engine.runtime.core import Core
from engine.runtime.programs import Programs
from engine.runtime.scores import score_of_entity
from engine.signal import Signal, SignalType
from engine.store.rows import Row
from engine.systems import KINDS
from engine.systems.kind import Hit
from engine.systems.loading import load_rulebook
from engine.systems.scoring.evidence import entities_of, is_observed
from engine.systems.scoring.kind import ScoringKind
from engine.systems.scoring.picture import Entity

SHIPPED: Final = Path(INSTALLATION) / "rules" / "scoring"
"""The pack with the scoring document that ships."""


def with_scoring(rulebook: Rulebook) -> Rulebook:
    """The documents, with the scoring that ships where there is none among them."""
    if any(each.kind == ScoringKind.name for each in rulebook.documents):
        return rulebook
    ships = [each for each in load_rulebook([SHIPPED]).rulebook.documents if each.kind == ScoringKind.name]
    return Rulebook([*rulebook.documents, *ships])


class Scorer:
    """One file. A signal that others in it led to is left out: the rules make it anew. So is what was only
    observed, which counts for nothing.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._catalogue = Catalogue.load()
        program = Programs(KINDS, self._catalogue).add(rulebook)
        self._core = Core(program, lambda _: program)
        self._scoring = frozenset(
            identity for identity, each in program.documents.items() if each.kind == ScoringKind.name
        )
        self._ids: set[str] = set()
        self._time = 0
        self.unrated = 0
        """Signals that could say how bad they are, did not, and were evidence of nothing."""

    @property
    def duplicates(self) -> int:
        """How many signals had the id of one before."""
        return self._core.duplicates

    def take(self, number: int, line: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The scores that a line changed, in the order guild, actor, channel, system. Raises `ValueError`."""
        read = read_signal(line, number, self._time, self._catalogue)
        signal, causes = read.signal, line.get("cause")
        self._time = signal.time
        known = self._ids
        if read.is_derived and isinstance(causes, list) and any(str(each) in known for each in causes):
            return []
        if read.is_derived and signal.data.get("mode") == "observe":
            return []
        known.add(signal.id)
        time = signal.time
        rows = self._core.take(signal, time if read.seen is None else read.seen)
        touched = self._touched(rows or ())
        self.unrated += not touched and signal.severity is None and self._may_be_rated(signal.type)
        return [self._line(signal, time, guild, entity) for guild, entity in touched]

    def _may_be_rated(self, type_: str) -> bool:
        """Whether signals of a type can say how bad they are: those that the catalogue does not know can."""
        known = self._catalogue.types.get(type_)
        return known is None or "severity" in known.has

    def _touched(self, rows: Sequence[Row]) -> list[tuple[int | None, Entity]]:
        """Whom and what the signals of a turn were evidence about, each once."""
        found: dict[tuple[int | None, Entity], None] = {}
        for row in rows:
            if row.signal.type == SignalType.TIMER_DUE or is_observed(row.signal):
                continue
            if any(self._counts(hit) for hit in row.hits):
                found.update({(row.signal.guild, entity): None for entity in entities_of(row.signal)})
        return list(found)

    def _counts(self, hit: Hit) -> bool:
        return hit.document in self._scoring and not hit.rules

    def _line(self, signal: Signal, time: int, guild: int | None, entity: Entity) -> dict[str, Any]:
        found = score_of_entity(self._core, guild, entity, time)
        return {
            "time": iso(time),
            "signal": signal.id,
            "scope": entity.scope,
            "id": str(entity.id),
            "score": 0.0 if found is None else found.score,
            "level": "LOW" if found is None else found.level,
        }
