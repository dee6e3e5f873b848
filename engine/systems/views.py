"""What one document is everywhere, and what it is in the guilds where something of it was changed.

A guild's settings tune documents for that guild alone. A rule that reads a tuned one is another rule
there, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from engine.documents.document import Document, Reference
from engine.systems.kind import Compiled, Kind, Tuning
from engine.systems.meaning import with_meaning
from engine.systems.sections import guilds_of
from engine.systems.tuning.apply import tune


class Sources(Protocol):
    """Finds what a document is made of, compiled."""

    def __call__(self, source: Document, reference: Reference) -> Compiled | None:
        """What a reference in a document means."""

    def named(self, document: Document) -> Sequence[Compiled]:
        """What it names."""

    def changing(self, document: Document) -> Sequence[Compiled]:
        """What changes it without being named by it."""

    def tunings(self, document: Document) -> Sequence[tuple[int | None, Tuning]]:
        """How it is tuned, and in which guild."""


class Views:
    """One document, in each guild that sees it otherwise than the others."""

    def __init__(self, document: Document, kind: Kind, sources: Sources) -> None:
        self._document = document
        self._kind = kind
        self._sources = sources
        self._named = sources.named(document)
        changing = sources.changing(document)
        self._changing = [each for each in changing if not _tunes(each, document)]
        self._tunings = sources.tunings(document) if len(self._changing) < len(changing) else ()

    def compiled(self) -> Compiled:
        """The document compiled, with its variants."""
        own = self._document.guild
        everywhere = self._seen_in(own)
        if own is not None:
            return everywhere
        variants = {guild: self._seen_in(guild) for guild in sorted(self._guilds())}
        found = {
            guild: msgspec.structs.replace(each, guilds=frozenset({guild}))
            for guild, each in variants.items()
            if each.behaviour != everywhere.behaviour
        }
        return msgspec.structs.replace(everywhere, variants=found) if found else everywhere

    def _guilds(self) -> set[int]:
        """Those in which it may be another one."""
        found = {each.scope for each in self._changing} | {scope for scope, _ in self._tunings}
        found.update(guild for each in self._named for guild in each.variants)
        within = guilds_of(self._document.body)
        return {each for each in found if each is not None and (within is None or each in within)}

    def _seen_in(self, guild: int | None) -> Compiled:
        view = _View(self._sources, guild)
        document = self._tuned(guild)
        compiled = self._kind.compile(document, view)
        if document.off:
            compiled = msgspec.structs.replace(compiled, off=True)
        below = [each.within(guild) for each in self._named] + view.changing(self._document)
        return with_meaning(document, compiled, self._kind, below)

    def _tuned(self, guild: int | None) -> Document:
        """Under what counts everywhere, and over that what counts in the guild."""
        everywhere = [each for scope, each in self._tunings if scope is None]
        there = [each for scope, each in self._tunings if scope is not None and scope == guild]
        return tune(self._document, [*everywhere, *there], self._kind)


class _View:
    """What references mean in a guild: its kind's `Resolve`."""

    def __init__(self, sources: Sources, guild: int | None) -> None:
        self._sources = sources
        self._guild = guild

    def __call__(self, source: Document, reference: Reference) -> Compiled | None:
        found = self._sources(source, reference)
        return None if found is None else found.within(self._guild)

    def changing(self, document: Document) -> list[Compiled]:
        """All that does: a tuning is part of the document by now."""
        found = self._sources.changing(document)
        return [each for each in found if not _tunes(each, document) and each.scope in (None, self._guild)]


def _tunes(changer: Compiled, document: Document) -> bool:
    """Whether it changes a document by tuning it: settings change settings in another way."""
    return bool(changer.tunings) and changer.kind != document.kind
