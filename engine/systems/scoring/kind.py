"""The kind `scoring`: its checks, step and state, as the registry of kinds wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

from engine.diagnostics import Problem, Where
from engine.documents.document import Document, Reference
from engine.effects import Effect
from engine.matching.conditions import Condition, Leaf
from engine.matching.detection import compile_match
from engine.matching.interpreter import compile_condition
from engine.matching.operators.exists import EXISTS
from engine.signal import Signal, SignalType
from engine.systems.base import BaseKind
from engine.systems.kind import Among, Compiled, Hit, Migrated, Moment, Resolve
from engine.systems.placeholders import list_references, lists_of
from engine.systems.scoring.check import check
from engine.systems.scoring.check_patterns import NAMES_NOTHING, check_sent, patterns_of
from engine.systems.scoring.migrate import migrate
from engine.systems.scoring.picture import Picture
from engine.systems.scoring.prune import prune
from engine.systems.scoring.spec import EVIDENCE, ScoringSpec, members_of, named_in, read_spec
from engine.systems.scoring.step import step
from engine.systems.sections import guilds_of, mode_of
from engine.systems.tuning.knobs import MODE, OFF

_MATCH: Final = "match"
_RULES: Final = ("detection", "correlation")
_NOT_RUN: Final = "nothing is scored by this"
_NEVER_MET: Final = "this pattern is never met"
_RATED: Final[Condition] = Leaf("severity", EXISTS, (True,))


class ScoringKind(BaseKind):
    """Scoring: every signal that it matches is evidence for its guild, actor, channel and system."""

    name = "scoring"
    state: ClassVar[type[Picture]] = Picture

    def check(self, document: Document) -> Sequence[Problem]:
        """What its numbers, patterns and conditions have wrong."""
        body = document.body
        matching = compile_match(body[_MATCH])[1] if _MATCH in body else []
        return [*check(body), *matching]

    def knobs(self, body: Mapping[str, Any]) -> Mapping[str, Where]:
        """How far it goes, and whether it runs at all."""
        del body
        return {MODE: ("tocsin", MODE), OFF: ()}

    def references(self, document: Document) -> Sequence[Reference]:
        """The rules in its sequences, and the lists that its conditions name."""
        rules = [
            _rule((*where, *place), name)
            for where, pattern in patterns_of(document.body)
            for place, name in members_of(pattern)
            if "." not in name
        ]
        return [*rules, *_lists(document).values()]

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        """Make a document that `check` found no error in ready; the rules that it refers to are there."""
        body, lists = document.body, _lists(document)
        matching, problems = (None, list[Problem]())
        condition: Condition | None = _RATED
        if _MATCH in body:
            matching, problems = compile_match(body[_MATCH], lists=lists_of(document, lists, resolve))
            condition = None if matching is None else matching.condition
        rules = {
            f"{each.pack}/{each.name}" if each.pack else each.name: resolve(document, each)
            for each in self.references(document)
            if each.kinds == _RULES
        }
        found = {name: each for name, each in rules.items() if each is not None}
        spec = read_spec(document, {name: each.identity for name, each in found.items()})
        return Compiled(
            identity=document.identity,
            kind=self.name,
            id=document.id,
            spec=spec,
            types=tuple(body.get("types", EVIDENCE)),
            test=None if condition is None else compile_condition(condition),
            condition=condition,
            over=tuple(dict.fromkeys(each.identity for each in found.values() if each.mode != "observe")),
            guilds=guilds_of(body),
            mode=mode_of(body),
            keeps=True,
            emits=(SignalType.THREAT_LEVEL_CHANGED.value, SignalType.ESCALATION_REQUIRED.value),
            problems=tuple(problems) if condition is None else (),
        )

    def check_among(self, document: Document, compiled: Compiled, among: Among) -> Iterable[Problem]:
        """Types in its sequences that nothing sends."""
        return check_sent(document.body, compiled.types, among.types)

    def step(
        self, spec: ScoringSpec, state: Picture, signal: Signal, hit: Hit, moment: Moment
    ) -> Sequence[Effect]:
        """Evidence, and what entering a level causes."""
        return step(spec, state, signal, hit, moment)

    def stateful(self, spec: ScoringSpec) -> Sequence[Any]:
        """Nothing: evidence stays what it is, whatever it weighs from now on."""
        del spec
        return ()

    def migrate(self, old: ScoringSpec | None, new: ScoringSpec, state: Picture, moment: Moment) -> Migrated:
        """The scores go on."""
        return migrate(old, new, state, moment)

    def prune(self, spec: ScoringSpec, state: Picture, moment: Moment) -> bool:
        """What is forgotten goes, and the picture when nothing is left in it."""
        return prune(spec, state, moment.now)


def _rule(where: Where, name: str) -> Reference:
    pack, rule = named_in(name)
    return Reference(where, rule, _RULES, without=_NEVER_MET, code=NAMES_NOTHING, pack=pack)


def _lists(document: Document) -> dict[str, Reference]:
    return list_references(document.body.get(_MATCH), (_MATCH,), _NOT_RUN)
