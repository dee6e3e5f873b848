"""Good documents made ready, kept up to date. Knows nothing of the loop that runs them.

A document that says what it said, and is made of what it was made of, stays the same compiled object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from engine.documents.dependencies import Dependencies, targets_in
from engine.documents.document import Document, Reference, digest_of
from engine.documents.references import Targets
from engine.documents.rulebook import Rulebook
from engine.systems.kind import Compiled, Kind, Tuning
from engine.systems.views import Parts, Views


def compile_all(
    rulebook: Rulebook, kinds: Mapping[str, Kind], before: Rulebook | None = None
) -> Mapping[str, Compiled]:
    """Each document of a rulebook compiled, by identity.

    What was compiled for it already is not again, nor what is the same in the one `before`.
    """
    if rulebook.made is None or rulebook.made.kinds is not kinds:
        compiling = Compiling(kinds, lambda document: targets_in(rulebook, document, kinds))
        if before is not None and before.made is not None and before.made.kinds is kinds:
            compiling.remember(before.made)
        compiling.change((), rulebook.documents, ())
        rulebook.made = compiling.made()
    made: AllMade = rulebook.made
    if len(made.compiled) == len(rulebook.documents):
        return made.compiled
    return {each.identity: made.compiled[each.identity] for each in rulebook.documents}


class Changed(msgspec.Struct, frozen=True):
    """What a change did to a compiled document; None: it was not there, or is no longer."""

    before: Compiled | None
    after: Compiled | None


class Made(msgspec.Struct, frozen=True):
    """A compiled document, the digest of what it says, and what it is made of."""

    digest: bytes
    parts: Parts
    compiled: Compiled


class AllMade(msgspec.Struct, frozen=True):
    """All documents of a rulebook by identity, as these kinds have made them; there may be more.

    What was `made` includes some that may come back.
    """

    kinds: Mapping[str, Kind]
    compiled: Mapping[str, Compiled]
    made: Mapping[str, Made]


class Compiling:
    """Good documents, and each of them compiled, by identity. `targets` says what references mean."""

    def __init__(self, kinds: Mapping[str, Kind], targets: Callable[[Document], Targets]) -> None:
        self.compiled: dict[str, Compiled] = {}
        self.documents: dict[str, Document] = {}
        self._kinds = kinds
        self._targets = targets
        self.dependencies = Dependencies(kinds, targets)
        self._made: dict[str, Made] = {}
        self._pending: set[str] = set()

    def change(
        self, left: Iterable[Document], joined: Iterable[Document], relinked: Iterable[str]
    ) -> dict[str, Changed]:
        """Take documents away, put others in, and see to those that may be made of others now."""
        graph, dirty, before = self.dependencies, set[str](), dict[str, Compiled | None]()
        joined = list(joined)
        again = {each.identity for each in joined}
        for document in left:
            identity = document.identity
            dirty.update(graph.above(identity))
            graph.take(document)
            del self.documents[identity]
            before[identity] = self.compiled[identity]
            if identity not in again:  # what is made anew keeps its place
                del self.compiled[identity]
        for document in joined:
            self.documents[document.identity] = document
            graph.put(document)
            dirty.update((document.identity, *graph.above(document.identity)))
        for identity in relinked:
            known = self.documents.get(identity)
            if known is not None and identity not in again:  # what was put in just now is linked already
                dirty.update((identity, *graph.above(identity)))
                graph.take(known)
                graph.put(known)
                dirty.update(graph.above(identity))
        self._pending = {each for each in graph.affected(dirty) if each in self.documents}
        for identity in self._pending:
            before.setdefault(identity, self.compiled.get(identity))
        while self._pending:
            self._ready(next(iter(self._pending)))
        now = {identity: Changed(each, self.compiled.get(identity)) for identity, each in before.items()}
        return {identity: each for identity, each in now.items() if each.before is not each.after}

    def forget(self, identity: str) -> None:
        """A document is gone for good: nobody will ask what it was."""
        self._made.pop(identity, None)

    def made(self) -> AllMade:
        """What is made of each document that is there, as it is now."""
        return AllMade(self._kinds, self.compiled.copy(), self._made.copy())

    def remember(self, made: AllMade) -> None:
        """Take what was made before for what need not be made again."""
        self._made.update(made.made)

    def __call__(self, source: Document, reference: Reference) -> Compiled | None:
        """What a reference that a document has means, compiled: its kind's `Resolve`."""
        target = self._targets(source).get(reference)
        here = None if target is None else self.documents.get(target.identity)
        return None if here is None else self._ready(here.identity)

    def changing(self, document: Document) -> list[Compiled]:
        """What changes a document without being named by it."""
        return [self._ready(each.identity) for each in self.dependencies.changing(document)]

    def _parts(self, document: Document) -> Parts:
        """What it is made of. Of what tunes it only that counts which is about it."""
        changing, tunings = [], list[tuple[int | None, Tuning]]()
        for changer in self.dependencies.changing(document):
            compiled = self._ready(changer.identity)
            is_tuning = compiled.tunings or compiled.ambient
            if not is_tuning or compiled.kind == document.kind:  # settings change settings otherwise
                changing.append(compiled)
                continue
            if document.kind in compiled.ambient:
                tunings.append((compiled.scope, compiled.ambient[document.kind]))
            meant = self._targets(changer).items()
            names = [reference.name for reference, each in meant if each.identity == document.identity]
            tunings += [
                (compiled.scope, compiled.tunings[each]) for each in names if each in compiled.tunings
            ]
        named = [self._ready(each.identity) for each in self.dependencies.named(document)]
        return Parts(named, changing, tunings)

    def _ready(self, identity: str) -> Compiled:
        if identity in self._pending:
            self._pending.discard(identity)
            self.compiled[identity] = self._make(self.documents[identity])
        return self.compiled[identity]

    def _make(self, document: Document) -> Compiled:
        parts = self._parts(document)
        digest = document.digest or digest_of(document)
        made = self._made.get(document.identity)
        if made is None or made.digest != digest or not _are_alike(made.parts, parts):
            compiled = Views(document, self._kinds[document.kind], self, parts).compiled()
            made = self._made[document.identity] = Made(digest, parts, compiled)
        return made.compiled


def _are_alike(some: Parts, others: Parts) -> bool:
    return (
        _are_same(some.named, others.named)
        and _are_same(some.changing, others.changing)
        and some.tunings == others.tunings
    )


def _are_same(some: list[Compiled], others: list[Compiled]) -> bool:
    return len(some) == len(others) and all(map(lambda one, other: one is other, some, others))
