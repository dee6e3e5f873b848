"""References that lead in a circle, and chains so long that the loop would cut off what goes along them.

All is well nearly always. A new circle goes through a document that changed, and so does a new
chain: only when one is found there, or was there before, the whole is gone through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from engine.diagnostics import Problem
from engine.documents.cycles import chain_lengths, find_cycles
from engine.documents.document import Document, Reference
from engine.documents.references import Linked

CIRCLE: Final = "TOC504"
TOO_LONG_A_CHAIN: Final = "TOC508"

LONGEST_CHAIN: Final = 16
"""Documents above each other; the loop follows signals that cause signals no further either."""
_MOST_SHOWN: Final = 10


class Circles:
    """The graph of who names whom, by identity, kept up to date."""

    def __init__(self) -> None:
        self._sources: dict[str, Document] = {}
        self._following: dict[str, dict[str, Reference]] = {}
        self._leading: dict[str, dict[str, None]] = {}
        self._told: dict[str, list[Problem]] = {}

    def change(
        self, gone: Iterable[str], linked: Mapping[str, tuple[Document, Linked]]
    ) -> dict[str, list[Problem]]:
        """Take links away and put others in; of whom something is told, or was, comes back with it."""
        for identity in gone:
            self._forget(identity)
        for identity, (document, links) in linked.items():
            self._forget(identity)
            self._put(document, links)
        if not self._told and not any(map(self._is_long, linked)):
            return {}
        before, self._told = self._told, {}
        self._judge()
        return {identity: self._told.get(identity, []) for identity in {**before, **self._told}}

    def _put(self, document: Document, links: Linked) -> None:
        identity = document.identity
        for reference, target in links.targets.items():
            self._sources[identity] = document
            self._following.setdefault(identity, {}).setdefault(target.identity, reference)
            self._leading.setdefault(target.identity, {})[identity] = None

    def _forget(self, identity: str) -> None:
        self._sources.pop(identity, None)
        for target in self._following.pop(identity, ()):
            leading = self._leading[target]
            del leading[identity]
            if not leading:
                del self._leading[target]

    def _is_long(self, identity: str) -> bool:
        """Whether the longest way through a document has too many steps; round a circle it has no end."""
        if identity not in self._following:
            return False
        return _reach(identity, self._following) + _reach(identity, self._leading) > LONGEST_CHAIN

    def _judge(self) -> None:
        sources = dict(sorted(self._sources.items(), key=lambda each: each[1].order))

        def after(identity: str) -> Mapping[str, Reference]:
            return self._following.get(identity, {})

        for circle in find_cycles(sources, after):
            reference = self._following[circle[0]][circle[1 % len(circle)]]
            way = " to ".join(f"`{sources[identity].id}`" for identity in (*circle[:_MOST_SHOWN], circle[0]))
            message = f"the references lead in a circle: {way}"
            self._tell(circle[0], Problem(CIRCLE, reference.where, message, help="take one of them out"))
        for identity, length in chain_lengths(sources, after).items():
            if length == LONGEST_CHAIN + 1:  # said once: what stands above it is refused with it
                where = next(iter(self._following[identity].values())).where
                message = f"this is the {length}th reference of a chain, and {LONGEST_CHAIN} are the most"
                advice = "let it refer to what stands nearer to the detections"
                self._tell(identity, Problem(TOO_LONG_A_CHAIN, where, message, help=advice))

    def _tell(self, identity: str, problem: Problem) -> None:
        self._told.setdefault(identity, []).append(problem)


def _reach(identity: str, edges: Mapping[str, Iterable[str]]) -> int:
    """The length of the longest way from a node, no further than is of interest."""
    reached, length = {identity}, 0
    while length <= LONGEST_CHAIN:
        reached = {following for node in reached for following in edges.get(node, ())}
        if not reached:
            break
        length += 1
    return length
