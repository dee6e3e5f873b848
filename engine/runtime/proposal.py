"""What is to come into force when files say something new: good packs as they are now, others as they were.

A pack with an error, or whose change makes a test fail, keeps its last good version, and what does
not fit that waits with it. Knows no loop: it is worked out in a thread, and carried out by others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

import msgspec

from engine.catalogue import Catalogue
from engine.diagnostics import Diagnostic, Problem
from engine.diagnostics.codes import CODES
from engine.documents.dependencies import Dependencies
from engine.documents.differing import differing
from engine.documents.document import Document, digest_of
from engine.documents.home import SETTINGS
from engine.documents.load import Loaded
from engine.documents.locate import from_problem
from engine.documents.rulebook import Rulebook
from engine.runtime.fit import misfits
from engine.runtime.trial import run
from engine.systems import KINDS
from engine.systems.kind import Kind

WAITS: Final = "TOC520"
EMPTY: Final = "TOC521"


class Proposal(msgspec.Struct, frozen=True):
    """`held` packs are not as their files say: as they were before, or those `out` not there at all.

    `diagnostics` say why, and what else is to be told. `tests` counts those that were run.
    """

    rulebook: Rulebook
    held: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    tests: int = 0

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Those that keep packs as they were."""
        return tuple(each for each in self.diagnostics if each.severity == "error")


def propose(
    loaded: Loaded,
    force: Rulebook,
    *,
    kinds: Mapping[str, Kind] = KINDS,
    catalogue: Catalogue | None = None,
    graph: Dependencies | None = None,
) -> Proposal:
    """Hold what was loaded against the rulebook in `force`. `graph` is that of what was loaded, if known."""
    if not loaded.files and force.documents:
        return nothing_there(force, "there is no file of rules where there were some")
    weighing = _Weighing(loaded, force, kinds, catalogue, graph)
    weighing.weigh()
    return weighing.proposal()


def nothing_there(force: Rulebook, what: str, path: str = "rules") -> Proposal:
    """The files are gone: everything stays as it was."""
    message = f"{what}: the {len(force.documents):,} documents in force stay"
    advice = "bring the folder back; to run without rules, leave one empty file `none.yml` in it"
    told = Diagnostic(path, 1, 1, EMPTY, CODES[EMPTY].level, message, advice)
    return Proposal(force, held=tuple(sorted({each.pack for each in force.documents})), diagnostics=(told,))


def changed_between(before: Rulebook, after: Rulebook) -> tuple[list[Document], list[Document]]:
    """The documents of each that the other does not have as they are."""
    left, joined = differing(before.documents, after.documents)
    gone = {each.identity: (each, each.digest or digest_of(each)) for each in left}
    come = []
    for each in joined:
        known = gone.get(each.identity)
        if known is not None and known[1] == (each.digest or digest_of(each)):
            del gone[each.identity]
        else:
            come.append(each)
    return [each for each, _ in gone.values()], come


class _Weighing:
    """Holds back pack after pack until what is left is without fault."""

    def __init__(
        self,
        loaded: Loaded,
        force: Rulebook,
        kinds: Mapping[str, Kind],
        catalogue: Catalogue | None,
        graph: Dependencies | None,
    ) -> None:
        self._loaded = loaded
        self._force = force
        self._kinds = kinds
        self._catalogue = catalogue
        self._graph = graph
        self._told = dict.fromkeys(loaded.diagnostics)
        self._held = {*loaded.refused, *self._unsettled()}
        self._out: set[str] = set()
        self._tests = 0
        self._book = loaded.rulebook

    def proposal(self) -> Proposal:
        there = {each.pack for each in self._book.documents} if self._held else set()
        return Proposal(
            self._book,
            held=tuple(sorted(self._held)),
            out=tuple(sorted(self._held - there)),
            diagnostics=tuple(sorted(self._told)),
            tests=self._tests,
        )

    def weigh(self) -> None:
        while True:
            self._book = self._merged()
            changed = changed_between(self._force, self._book)
            if not any(changed):
                return
            further = self._waiting(*changed) or self._failing(*changed)
            if not further:
                return
            self._held |= further

    def _unsettled(self) -> set[str]:
        """Packs that the settings have named, and now do not say: they cannot be read, or are gone."""
        there = {each.pack for each in self._loaded.documents}
        before = {each.pack for each in self._force.documents}
        found = before.intersection(self._loaded.unnamed) - there
        if self._loaded.unnamed and SETTINGS in before and SETTINGS not in there | set(self._loaded.refused):
            message = (
                f"there is no {SETTINGS} any more: what it said stays, and so do the packs that it named"
            )
            told = Diagnostic(
                SETTINGS, 1, 1, EMPTY, CODES[EMPTY].level, message, "bring it back, or leave it empty"
            )
            self._tell(told)
            found.add(SETTINGS)
        return found

    def _merged(self) -> Rulebook:
        if not self._held:
            return self._loaded.rulebook
        good = [each for each in self._loaded.rulebook.documents if each.pack not in self._held]
        before = [each for each in self._force.documents if each.pack in self._held - self._out]
        return Rulebook([*good, *before])

    def _waiting(self, gone: Collection[Document], come: Collection[Document]) -> set[str]:
        """Hold back all that changed where some of it does not fit packs as they were.

        Which of it is to blame is not for us to guess.
        """
        wrong = [] if self._book is self._loaded.rulebook else misfits(self._book, self._kinds)
        if not wrong:
            return set()
        of_guilds = [each for each in wrong if each.guild is not None and each.pack not in self._out]
        if of_guilds:
            return self._leave_out(of_guilds)
        blocked = ", ".join(f"`{pack}`" for pack in sorted(self._held))
        for document in come:
            self._wait(document, f"this change waits: it does not fit {blocked} as it was before its errors")
        if not come:
            self._wait(wrong[0], "what this refers to was taken away, and stays until this is changed, too")
        return {each.pack for each in (*gone, *come)}

    def _leave_out(self, documents: Iterable[Document]) -> set[str]:
        """What is a guild's own waits for nobody, nor does anybody for it."""
        for document in documents:
            message = "this does not fit what has changed elsewhere, and is left out with all of its folder"
            self._tell(from_problem(document, Problem(WAITS, (), message, help="mend it"), None))
        packs = {each.pack for each in documents}
        self._out |= packs
        return packs

    def _wait(self, document: Document, message: str) -> None:
        self._tell(from_problem(document, Problem(WAITS, (), message, help="mend that pack first"), None))

    def _failing(self, gone: Collection[Document], come: Collection[Document]) -> set[str]:
        """The packs with a change that a failing test of a document depends on."""
        graph = self._graph
        if graph is None or self._book is not self._loaded.rulebook:
            graph = Dependencies.of(self._book, self._kinds)
        moved = {each.identity: each for each in (*gone, *come)}
        affected = graph.affected(moved)
        packs: set[str] = set()
        for outcome in run(
            self._book, affected, kinds=self._kinds, catalogue=self._catalogue, dependencies=graph
        ):
            self._tests += 1
            if not outcome.passed:
                blamed = {each.pack for each in _changed_below(outcome.document, moved, graph)}
                packs |= self._blamed(outcome.document, blamed or {each.pack for each in moved.values()})
                self._tell(*outcome.diagnostics())
        return packs

    def _blamed(self, tested: Document, packs: set[str]) -> set[str]:
        """A guild's own tests hold back what is its own, and nothing else."""
        return packs if tested.guild is None else packs & {tested.pack}

    def _tell(self, *told: Diagnostic) -> None:
        self._told |= dict.fromkeys(told)


def _changed_below(
    document: Document, moved: Mapping[str, Document], graph: Dependencies
) -> Iterator[Document]:
    """What changed of a document and all that it is made of, as far as it is still there."""
    seen: set[str] = set()
    waiting = [document]
    while waiting:
        each = waiting.pop()
        if each.identity in seen:
            continue
        seen.add(each.identity)
        if each.identity in moved:
            yield each
        waiting += graph.made_of(each)
