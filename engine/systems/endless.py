"""Documents that would set each other off for ever: each emits what hits the next, without a window between.

A kind with state keeps a window, and a window ends a circle: it fires once an episode. Knows no files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.documents.cycles import find_cycles
from engine.matching.candidates import Candidates
from engine.systems.kind import Compiled, Kind


class Chain:
    """Who hits whom among documents without a window between, kept up to date."""

    def __init__(self) -> None:
        self._free: dict[str, Compiled] = {}
        self._alike: dict[tuple[str, ...], dict[str, Compiled]] = {}
        self._readers: dict[str, dict[str, Compiled]] = {}
        self._hit: Candidates[tuple[str, ...]] | None = None

    def put(self, compiled: Compiled) -> None:
        """Take a document in."""
        self._free[compiled.identity] = compiled
        if compiled.types not in self._alike:
            self._alike[compiled.types] = {}
            self._hit = None
        self._alike[compiled.types][compiled.identity] = compiled
        for source in compiled.over:
            self._readers.setdefault(source, {})[compiled.identity] = compiled

    def take(self, identity: str) -> None:
        """Let go of a document, if it is there."""
        compiled = self._free.pop(identity, None)
        if compiled is None:
            return
        del self._alike[compiled.types][identity]
        if not self._alike[compiled.types]:
            del self._alike[compiled.types]
            self._hit = None
        for source in compiled.over:
            del self._readers[source][identity]

    def leads_back(self, identity: str) -> bool:
        """Whether a document sets itself off in the end."""
        if identity not in self._free:
            return False
        reached: set[str] = set()
        waiting = [identity]
        while waiting:
            following = self.following(waiting.pop())
            if identity in following:
                return True
            fresh = [each for each in following if each not in reached]
            reached.update(fresh)
            waiting += fresh
        return False

    def circles(self, order: Iterable[str]) -> list[list[str]]:
        """Circles of identities, each from its first document on; `order` is that of all documents."""
        rank = {identity: place for place, identity in enumerate(order)}
        first = sorted(self._free, key=rank.__getitem__)
        return find_cycles(first, lambda each: sorted(self.following(each), key=rank.__getitem__))

    def following(self, identity: str) -> list[str]:
        """Those that a document sets off directly."""
        source = self._free[identity]
        after = [
            each
            for emitted in source.emits
            for types in self._hit_by(emitted)
            for each in self._alike[types].values()
        ]
        after += self._readers.get(identity, {}).values()
        return [each.identity for each in after if _share_a_guild(source, each)]

    def _hit_by(self, emitted: str) -> Sequence[tuple[str, ...]]:
        if self._hit is None:
            self._hit = Candidates((types, types) for types in self._alike)
        return self._hit.of(emitted)


def endless(compiled: Sequence[Compiled], kinds: Mapping[str, Kind]) -> list[list[str]]:
    """Circles among these documents, which stand in their order."""
    muted = {identity for each in compiled for identity in each.mute}
    chain = Chain()
    for each in compiled:
        if is_free(each, kinds) and each.identity not in muted:
            chain.put(each)
    return chain.circles(each.identity for each in compiled)


def is_free(compiled: Compiled, kinds: Mapping[str, Kind]) -> bool:
    """Whether a document keeps no window, which would end a circle."""
    return kinds[compiled.kind].state is None


def _share_a_guild(one: Compiled, other: Compiled) -> bool:
    return one.guilds is None or other.guilds is None or not one.guilds.isdisjoint(other.guilds)
