"""What only compiled documents show to be wrong, between all good ones, kept up to date. Knows no files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from engine.catalogue import shipped
from engine.diagnostics import Problem
from engine.diagnostics.codes import CODES
from engine.documents.document import Document
from engine.systems.compiling import Changed
from engine.systems.endless import Chain, is_free
from engine.systems.kind import Among, Compiled, Kind
from engine.systems.soles import Soles

ENDLESS: Final = "TOC506"

Found = tuple[Document, Problem]


class Between:
    """`documents` and `compiled` are the good ones by identity: somebody else's, and followed as they change.

    `found` are the problems of each document that has some.
    """

    def __init__(
        self,
        kinds: Mapping[str, Kind],
        documents: Mapping[str, Document],
        compiled: Mapping[str, Compiled],
    ) -> None:
        self._kinds = kinds
        self._documents = documents
        self._compiled = compiled
        self._rank = {name: place for place, name in enumerate(kinds)}
        self._emitted: Counter[str] = Counter()
        self._muting: Counter[str] = Counter()
        self._types = frozenset(shipped().types)
        self._soles = Soles(kinds)
        self._chain = Chain()
        self._endless: list[Found] = []
        self._faulty: dict[str, None] = {}
        self.found: dict[str, tuple[Problem, ...]] = {}

    def change(self, changed: Mapping[str, Changed], read_again: Iterable[str]) -> list[str]:
        """Follow a change; all of which something else may be told now come back.

        `read_again` are documents that were put in or taken out, be it as they were before.
        """
        moved = {*changed, *read_again}
        again = moved | self._count(changed)
        types = frozenset(shipped().types).union(self._emitted)
        if types != self._types:
            self._types = types
            again.update(self._documents)
        self._soles.change(moved, self._documents, self._compiled)
        self._follow(again if self._endless else again & self._compiled.keys(), gone=changed)
        for identity in again:
            self._check(identity)
        return list(again)

    @property
    def errors(self) -> Iterator[Found]:
        """What keeps packs out."""
        for identity in self._faulty:
            for problem in self.found[identity]:
                if _is_error(problem):
                    yield self._documents[identity], problem
        yield from self._endless
        yield from self._soles.problems(self._compiled)

    def warnings(self, identity: str) -> list[Problem]:
        """What is to be told of a document, and keeps nothing out."""
        return [each for each in self.found.get(identity, ()) if not _is_error(each)]

    def _count(self, changed: Mapping[str, Changed]) -> set[str]:
        """Follow who emits and who mutes what; those that are muted now or no longer come back."""
        before: dict[str, bool] = {}
        for each in changed.values():
            for compiled, sign in ((each.before, -1), (each.after, 1)):
                if compiled is None:
                    continue
                _add(self._emitted, compiled.emits, sign)
                for muted in compiled.mute:
                    before.setdefault(muted, muted in self._muting)
                _add(self._muting, compiled.mute, sign)
        return {muted for muted, was in before.items() if was != (muted in self._muting)}

    def _follow(self, again: Iterable[str], gone: Iterable[str]) -> None:
        for identity in {*again, *gone}:
            self._chain.take(identity)
            compiled = self._compiled.get(identity)
            if compiled is not None and is_free(compiled, self._kinds) and identity not in self._muting:
                self._chain.put(compiled)
        if self._endless or any(map(self._chain.leads_back, again)):
            circles = self._chain.circles(sorted(self._compiled, key=self._order))
            self._endless = [self._circle(each) for each in circles]

    def _order(self, identity: str) -> tuple[int, str, str]:
        document = self._documents[identity]
        return self._rank[document.kind], document.pack, document.id

    def _circle(self, circle: list[str]) -> Found:
        document = self._documents[circle[0]]
        way = " to ".join(f"`{self._documents[identity].id}`" for identity in (*circle, circle[0]))
        message = f"each of these emits what the next is hit by, without end: {way}"
        advice = "narrow the log source, emit another type, or put a correlation between"
        where = ("tocsin", "emit") if ("tocsin", "emit") in document.marks else ("logsource",)
        return document, Problem(ENDLESS, where, message, help=advice)

    def _check(self, identity: str) -> None:
        self.found.pop(identity, None)
        self._faulty.pop(identity, None)
        document = self._documents.get(identity)
        if document is None:
            return
        compiled = self._compiled[identity]
        among = Among(self._types, identity in self._muting)
        own = self._kinds[document.kind].check_among(document, compiled, among)
        problems = (*compiled.problems, *own)
        if problems:
            self.found[identity] = problems
            if any(map(_is_error, problems)):
                self._faulty[identity] = None


def _add(counter: Counter[str], names: Iterable[str], sign: int) -> None:
    for name in names:
        counter[name] += sign
        if not counter[name]:
            del counter[name]


def _is_error(problem: Problem) -> bool:
    return CODES[problem.code].level == "error"
