"""Runs tests, one after the other, in the order of the rulebook."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from engine.catalogue import Catalogue, shipped
from engine.documents.cases.case import read_case
from engine.documents.cases.schema import TESTS
from engine.documents.dependencies import Dependencies
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.trial.judge import judge
from engine.runtime.trial.outcome import Failure, Outcome
from engine.runtime.trial.play import play
from engine.runtime.trial.stage import Stage, build_stage
from engine.systems import KINDS
from engine.systems.kind import Kind


def run(
    rulebook: Rulebook,
    only: Collection[str] | None = None,
    *,
    kinds: Mapping[str, Kind] = KINDS,
    catalogue: Catalogue | None = None,
    dependencies: Dependencies | None = None,
) -> Iterator[Outcome]:
    """Run the tests of a rulebook's documents, or of those whose identity is in `only`.

    The rulebook has no errors: it is one that was loaded. `dependencies` are those of this very
    rulebook, for who has them already.
    """
    found = Dependencies.of(rulebook, kinds) if dependencies is None else dependencies
    known = shipped() if catalogue is None else catalogue
    for document in _with_tests(rulebook, only, found):
        yield from _run(document, build_stage(document, rulebook, found, kinds, known), known)


def _with_tests(
    rulebook: Rulebook, only: Collection[str] | None, dependencies: Dependencies
) -> list[Document]:
    """The documents to be tested, in the order of the rulebook."""
    if only is None:
        return [each for each in rulebook.documents if each.body.get(TESTS)]
    named = (dependencies.document(identity) for identity in only)
    tested = [each for each in named if each is not None and each.body.get(TESTS)]
    return sorted(tested, key=lambda each: (each.kind, each.pack, each.id))


def _run(document: Document, stage: Stage, catalogue: Catalogue) -> Iterator[Outcome]:
    for place, body in enumerate(document.body[TESTS]):
        case = read_case(body)
        if not stage.judged:
            message = f"no rule is made of this {document.kind}, so there is nothing to judge"
            failures = [Failure((TESTS, place), message)]
        else:
            failures = judge(case, (TESTS, place), play(case, stage, catalogue), stage)
        yield Outcome(document, place, case.name, tuple(failures))
