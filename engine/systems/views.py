"""What one document is everywhere, and what it is in the guilds where something of it was changed.

A guild's settings tune documents for that guild alone. A rule that reads a tuned one is another rule
there, too.
"""

from __future__ import annotations

import msgspec

from engine.documents.document import Document, Reference
from engine.systems.kind import Compiled, Kind, Resolve, Tuning
from engine.systems.meaning import with_meaning
from engine.systems.sections import guilds_of
from engine.systems.tuning.apply import tune


class Parts(msgspec.Struct, frozen=True):
    """What a document is made of: what it names, what changes it, how it is tuned, and in which guild.

    None stands for all guilds.
    """

    named: list[Compiled]
    changing: list[Compiled]
    tunings: list[tuple[int | None, Tuning]]


class Views:
    """One document, in each guild that sees it otherwise than the others."""

    def __init__(self, document: Document, kind: Kind, resolve: Resolve, parts: Parts) -> None:
        self._document = document
        self._kind = kind
        self._resolve = resolve
        self._parts = parts

    def compiled(self) -> Compiled:
        """The document compiled, with its variants. These share their state with no other document."""
        own = self._document.guild
        everywhere = self._seen_in(own)
        if own is not None:
            return everywhere
        variants = {guild: self._seen_in(guild) for guild in sorted(self._guilds())}
        found = {
            guild: msgspec.structs.replace(each, guilds=frozenset({guild}), joint="")
            for guild, each in variants.items()
            if each.behaviour != everywhere.behaviour
        }
        return msgspec.structs.replace(everywhere, variants=found) if found else everywhere

    def _guilds(self) -> set[int]:
        """Those in which it may be another one."""
        parts = self._parts
        found = {each.scope for each in parts.changing} | {scope for scope, _ in parts.tunings}
        found.update(guild for each in parts.named for guild in each.variants)
        within = guilds_of(self._document.body)
        return {each for each in found if each is not None and (within is None or each in within)}

    def _seen_in(self, guild: int | None) -> Compiled:
        changing = [each for each in self._parts.changing if each.scope in (None, guild)]
        view = _View(self._resolve, changing, guild)
        document = self._tuned(guild)
        compiled = self._kind.compile(document, view)
        if document.off:
            compiled = msgspec.structs.replace(compiled, off=True)
        below = [each.within(guild) for each in self._parts.named] + changing
        return with_meaning(document, compiled, self._kind, below)

    def _tuned(self, guild: int | None) -> Document:
        """Under what counts everywhere, and over that what counts in the guild."""
        everywhere = [each for scope, each in self._parts.tunings if scope is None]
        there = [each for scope, each in self._parts.tunings if scope is not None and scope == guild]
        return tune(self._document, [*everywhere, *there], self._kind)


class _View:
    """What references mean in a guild: its kind's `Resolve`."""

    def __init__(self, resolve: Resolve, changing: list[Compiled], guild: int | None) -> None:
        self._resolve = resolve
        self._changing = changing
        self._guild = guild

    def __call__(self, source: Document, reference: Reference) -> Compiled | None:
        found = self._resolve(source, reference)
        return None if found is None else found.within(self._guild)

    def changing(self, document: Document) -> list[Compiled]:
        """What a tuning says is part of the document by now."""
        del document
        return self._changing
