"""What only one document of a kind may have, as the settings of a guild: the first that was read has it."""

from __future__ import annotations

from bisect import insort
from collections.abc import Hashable, Iterable, Iterator, Mapping

from engine.diagnostics import Problem
from engine.documents.claims import order_of
from engine.documents.document import Document
from engine.systems.kind import Compiled, Kind

_Claim = tuple[str, Hashable]


class Soles:
    """Good documents by what they alone may have, kept up to date."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = kinds
        self._claims: dict[_Claim, list[Document]] = {}
        self._claim_of: dict[str, _Claim] = {}
        self._contested: set[_Claim] = set()

    def change(
        self,
        identities: Iterable[str],
        documents: Mapping[str, Document],
        compiled: Mapping[str, Compiled],
    ) -> None:
        """Look again at these, as far as they are there."""
        for identity in identities:
            self._forget(identity)
            document = documents.get(identity)
            if document is None:
                continue
            key = self._kinds[document.kind].sole(compiled[identity])
            if key is not None:
                claim = self._claim_of[identity] = (document.kind, key)
                insort(self._claims.setdefault(claim, []), document, key=order_of)
                self._judge(claim)

    def problems(self, compiled: Mapping[str, Compiled]) -> Iterator[tuple[Document, Problem]]:
        """Every document but the first of each claim, and what is wrong with it."""
        for claim in self._contested:
            first, *others = self._claims[claim]
            for document in others:
                yield document, self._kinds[document.kind].taken(compiled[document.identity], first)

    def _forget(self, identity: str) -> None:
        claim = self._claim_of.pop(identity, None)
        if claim is not None:
            self._claims[claim] = [each for each in self._claims[claim] if each.identity != identity]
            self._judge(claim)

    def _judge(self, claim: _Claim) -> None:
        (self._contested.add if len(self._claims[claim]) > 1 else self._contested.discard)(claim)
        if not self._claims[claim]:
            del self._claims[claim]
