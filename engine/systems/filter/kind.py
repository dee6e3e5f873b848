"""The kind `filter`: conditions that are put on detections from outside. No signal meets it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.diagnostics import Problem
from engine.documents.document import EVERY, Document, Reference
from engine.effects import Effect
from engine.matching.filters import SECTION, Filter, applies, compile_filter, named_rules
from engine.signal import Signal
from engine.systems.base import BaseKind
from engine.systems.kind import Compiled, Hit, Moment, Resolve
from engine.systems.placeholders import list_references, lists_of
from engine.systems.review import review

_RULES: Final = ("detection",)
_OFF: Final = "this filter does nothing, and the rules go on without it"
_NOT_THERE: Final = "there is nothing to filter"
_OTHER_SOURCE: Final = "TOC326"
_STAYS: Final = "stays as it is: it is about another log source"


class FilterKind(BaseKind):
    """Sigma filters: what they say becomes part of the rules that they are put on.

    Their schema is open at the top, where Sigma lets people add keys; `tocsin` is closed.
    """

    name = "filter"

    def check(self, document: Document) -> Sequence[Problem]:
        """What the rules, the log source, the condition and its fields have wrong."""
        return [*compile_filter(document.body)[1], *review(document, section=SECTION)]

    def references(self, document: Document) -> Sequence[Reference]:
        """The rules that it changes, and the lists it is made of."""
        lists = _lists(document).values()
        rules = named_rules(document.body)
        if rules is None:
            return [*lists, Reference((SECTION, "rules"), EVERY, _RULES, _NOT_THERE, changes=True)]
        named = [Reference(where, rule, _RULES, _NOT_THERE, changes=True) for where, rule in rules.items()]
        return [*lists, *named]

    def check_linked(
        self, document: Document, targets: Sequence[tuple[Reference, Document]]
    ) -> Sequence[Problem]:
        """Rules that it names and does not change."""
        advice = "name a wider log source, or leave that rule out"
        return [
            Problem(_OTHER_SOURCE, reference.where, f"`{reference.name}` {_STAYS}", help=advice)
            for reference, target in targets
            if reference.changes and not self.changes(document, target)
        ]

    def changes(self, document: Document, other: Document) -> bool:
        """Whether the other is of its log source."""
        return applies(document.body, other.body)

    def compile(self, document: Document, resolve: Resolve) -> Compiled:
        """Make a document that `check` found no error in ready for the rules that it is put on."""
        spec, problems = compile_filter(document.body, lists_of(document, _lists(document), resolve))
        return Compiled(
            identity=document.identity,
            kind=self.name,
            id=document.id,
            spec=spec,
            scope=document.guild,
            problems=tuple(problem for problem in problems if spec is None),
        )

    def step(
        self, spec: Filter | None, state: None, signal: Signal, hit: Hit, moment: Moment
    ) -> Sequence[Effect]:
        """Nothing: nothing hits it."""
        del spec, state, signal, hit, moment
        return ()


def _lists(document: Document) -> dict[str, Reference]:
    return list_references(document.body.get(SECTION), (SECTION,), _OFF)
