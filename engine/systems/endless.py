"""Documents that would set each other off for ever: each emits what hits the next, without a window between.

A kind with state keeps a window, and a window ends a circle: it fires once an episode. Knows no files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from engine.documents.cycles import find_cycles
from engine.matching.candidates import Candidates
from engine.systems.kind import Compiled, Kind


def endless(compiled: Sequence[Compiled], kinds: Mapping[str, Kind]) -> list[list[str]]:
    """Circles of identities, each from its first document on."""
    muted = {identity for each in compiled for identity in each.mute}
    free = [each for each in compiled if kinds[each.kind].state is None and each.identity not in muted]
    alike: dict[tuple[str, ...], list[Compiled]] = {}
    for each in free:
        alike.setdefault(each.types, []).append(each)
    hit = Candidates((each, types) for types, each in alike.items())
    readers: dict[str, list[Compiled]] = {}
    for each in free:
        for source in each.over:
            readers.setdefault(source, []).append(each)
    by_identity = {each.identity: each for each in free}

    def following(identity: str) -> Iterable[str]:
        source = by_identity[identity]
        after = [
            each for emitted in source.emits for found in hit.of(emitted) for each in found
        ] + readers.get(identity, [])
        return [each.identity for each in after if _share_a_guild(source, each)]

    return find_cycles(by_identity, following)


def _share_a_guild(one: Compiled, other: Compiled) -> bool:
    return one.guilds is None or other.guilds is None or not one.guilds.isdisjoint(other.guilds)
