"""The kind `settings`: its step and state, as the registry of kinds wants them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, ClassVar, Final

from engine.diagnostics import Problem
from engine.documents.document import EVERY, Document, Reference
from engine.effects import Effect
from engine.signal import Signal
from engine.systems.base import BaseKind
from engine.systems.kind import Compiled, Hit, Kind, Migrated, Moment, Resolve
from engine.systems.sections import section_of
from engine.systems.settings.cases.book import Book
from engine.systems.settings.cases.settling import taken_up
from engine.systems.settings.check import check, check_below
from engine.systems.settings.ids import check_ids
from engine.systems.settings.overlap import overlap
from engine.systems.settings.packs import check_packs
from engine.systems.settings.spec import SettingsSpec, read_spec
from engine.systems.settings.step import HEARD, step
from engine.systems.tuning.apply import schema_problems
from engine.systems.tuning.check import SECTION, check_tunings
from engine.systems.tuning.check import references as tuned_by

_WITHOUT: Final = "no server has settings of its own"
_NO_BASELINE: Final = "there is no baseline"


class SettingsKind(BaseKind):
    """Settings of a server, or the operator's: hit by every alarming signal, they keep its cases.

    The operator's change those of each server, as a filter changes rules: so what compiles here is
    what holds, and changes when either does. Their schema is closed throughout.
    """

    name = "settings"
    state: ClassVar[type[Book]] = Book
    tunes = True

    def __init__(self, tunable: Mapping[str, Kind]) -> None:
        self._tunable = tunable

    def check(self, document: Document) -> Sequence[Problem]:
        """What its own words have wrong."""
        return [*check(document.body), *check_ids(document.body), *check_packs(document)]

    def references(self, document: Document) -> Sequence[Reference]:
        """The documents that it tunes; and the operator's are about all others."""
        tuned = [*tuned_by(document.body), *_surrounded(document.body)]
        if document.body.get("guild") is not None:
            return tuned
        return [Reference((), EVERY, (self.name,), _WITHOUT, changes=True), *tuned]

    def changes(self, document: Document, other: Document) -> bool:
        """Whether the other is a server's own, or is tuned: what is tuned is named."""
        del document
        return other.kind in self._tunable or (
            other.kind == self.name and other.body.get("guild") is not None
        )

    def check_linked(
        self, document: Document, targets: Sequence[tuple[Reference, Document]]
    ) -> Sequence[Problem]:
        """What it tunes, and cannot; what the schema refuses is told already."""
        wrong = [each.where for each in schema_problems(document, self)]
        found = check_tunings(document, targets, self._tunable)
        return [each for each in found if not any(each.where[: len(where)] == where for where in wrong)]

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        """Make a document that its schema has passed ready: laid over the operator's, if there are any."""
        operators: Mapping[str, Any] = next((each.spec.said for each in resolve.changing(document)), {})
        spec = read_spec(document.body, operators)
        return Compiled(
            identity=document.identity,
            kind=self.name,
            id=document.id,
            spec=spec,
            types=HEARD,
            guilds=None if spec.guild is None else frozenset({spec.guild}),
            own=True,
            default=spec.guild is None,
            community=spec.mode,
            keeps=True,
            problems=() if spec.guild is None else tuple(check_below(document.body, operators)),
            tunings=section_of(document.body, SECTION),
            ambient={"baseline": around} if (around := _around(document.body)) else {},
            scope=spec.guild,
        )

    def sole(self, compiled: Compiled) -> Hashable:
        """Its guild: two would post every alert twice."""
        return (compiled.spec.guild,)

    def taken(self, compiled: Compiled, first: Document) -> Problem:
        """Two for one guild."""
        return overlap(compiled.spec.guild, first)

    def step(
        self, spec: SettingsSpec, state: Book, signal: Signal, hit: Hit, moment: Moment
    ) -> Sequence[Effect]:
        """A case for what is bad enough, and its message."""
        del hit
        return step(spec, state, signal, moment)

    def stateful(self, spec: SettingsSpec) -> Sequence[str]:
        """Nothing: a case stays what it is, wherever the next one is to go."""
        del spec
        return ()

    def migrate(self, old: SettingsSpec | None, new: SettingsSpec, state: Book, moment: Moment) -> Migrated:
        """The cases go on. Those that were put aside have lost their timer."""
        del new
        return Migrated(state, taken_up(state, moment.now) if old is None else ())

    def prune(self, spec: SettingsSpec, state: Book, moment: Moment) -> bool:
        """A book is kept for its number once it has had a case, and before for what it waits for."""
        del spec
        waits = state.digest_due is not None or state.wake is not None
        return state.number == 0 and not waits and all(until <= moment.now for until in state.lost.values())


def _around(body: Mapping[str, Any]) -> dict[str, Any]:
    """What baselines take from settings where they say nothing themselves, by the names of their knobs."""
    found = {"zone": body.get("zone"), "budget": section_of(body, "alerts").get("anomalies")}
    return {name: value for name, value in found.items() if value is not None}


def _surrounded(body: Mapping[str, Any]) -> list[Reference]:
    """Every baseline, if any of that is said."""
    if not _around(body):
        return []
    return [Reference((), EVERY, ("baseline",), _NO_BASELINE, changes=True)]
