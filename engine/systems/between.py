"""What only compiled documents show to be wrong, between all good ones, kept up to date. Knows no files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from engine.catalogue import shipped
from engine.diagnostics import Problem
from engine.diagnostics.codes import CODES
from engine.documents.document import Document, guild_in
from engine.systems.compiling import Changed
from engine.systems.endless import Chain, is_free
from engine.systems.kind import Among, Compiled, Kind
from engine.systems.soles import Soles

ENDLESS: Final = "TOC506"

Found = tuple[Document, Problem]
_Scoped = tuple[int | None, str]
"""A name, and the one guild in which something is true of it; None: in all."""


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
        self._emitted: Counter[_Scoped] = Counter()
        self._muting: Counter[_Scoped] = Counter()
        self._types: dict[int | None, frozenset[str]] = {None: frozenset(shipped().types)}
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
        before, self._types = self._types, self._heard()
        if before[None] != self._types[None]:
            again.update(self._documents)
        elif before != self._types:
            again.update(identity for identity, each in self._documents.items() if each.guild is not None)
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
                guild = _guild_of(compiled.identity)
                _add(self._emitted, [(guild, type_) for type_ in compiled.emits], sign)
                for muted in compiled.mute:
                    before.setdefault(muted, self._is_muted(muted))
                _add(self._muting, [(guild, muted) for muted in compiled.mute], sign)
        return {muted for muted, was in before.items() if was != self._is_muted(muted)}

    def _is_muted(self, identity: str) -> bool:
        """Whether it is muted wherever it counts: what a guild's own documents mute is muted there alone."""
        return any((guild, identity) in self._muting for guild in {None, _guild_of(identity)})

    def _heard(self) -> dict[int | None, frozenset[str]]:
        """The types that something sends everywhere, and those that a guild's own documents add there."""
        found: dict[int | None, set[str]] = {None: set(shipped().types)}
        for guild, type_ in self._emitted:
            found.setdefault(guild, set()).add(type_)
        return {guild: frozenset(types) for guild, types in found.items()}

    def _follow(self, again: Iterable[str], gone: Iterable[str]) -> None:
        for identity in {*again, *gone}:
            self._chain.take(identity)
            compiled = self._compiled.get(identity)
            if compiled is not None and is_free(compiled, self._kinds) and not self._is_muted(identity):
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
        types = self._types[None]
        if document.guild is not None:
            types |= self._types.get(document.guild, types)
        among = Among(types, self._is_muted(identity))
        own = self._kinds[document.kind].check_among(document, compiled, among)
        problems = (*compiled.problems, *own)
        if problems:
            self.found[identity] = problems
            if any(map(_is_error, problems)):
                self._faulty[identity] = None


def _guild_of(identity: str) -> int | None:
    return guild_in(identity.partition("/")[0])


def _add(counter: Counter[_Scoped], names: Iterable[_Scoped], sign: int) -> None:
    for name in names:
        counter[name] += sign
        if not counter[name]:
            del counter[name]


def _is_error(problem: Problem) -> bool:
    return CODES[problem.code].level == "error"
