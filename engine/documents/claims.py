"""One identity each: of documents that claim the same the first that was read has it, the others go."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from engine.diagnostics import Problem, Where
from engine.documents.document import Document, Order

TAKEN_IDENTITY: Final = "TOC501"

_Claim = tuple[str, ...]


class Kept(msgspec.Struct):
    """What a change of files did: documents that `left` or `joined` those that have their identity.

    `told` are documents of which something is told now, or was before and no longer is.
    """

    left: list[Document]
    joined: list[Document]
    told: dict[int, tuple[Document, Problem | None]]


class Claims:
    """Documents by what they claim: an `id` is unique over all packs, an identity in its pack and kind.

    What is a guild's own claims an `id` among that guild's alone: it neither takes one from others nor
    learns which they have.
    """

    def __init__(self) -> None:
        self._claims: dict[_Claim, list[Document]] = {}
        self._kept: dict[int, Document] = {}
        self._refused: dict[int, Document] = {}

    def change(self, gone: Iterable[Document], come: Iterable[Document]) -> Kept:
        """Take documents away and put others in."""
        done = Kept([], [], {})
        touched: dict[_Claim, None] = {}
        for document in gone:
            for claim in _claims(document):
                self._take(claim, document)
                touched[claim] = None
            self._refused.pop(id(document), None)
            if self._kept.pop(id(document), None) is not None:
                done.left.append(document)
        for document in come:
            for claim in _claims(document):
                insort(self._claims.setdefault(claim, []), document, key=order_of)
                touched[claim] = None
        concerned = {id(each): each for claim in touched for each in self._claims.get(claim, ())}
        for document in concerned.values():
            self._judge(document, done)
        return done

    def _judge(self, document: Document, done: Kept) -> None:
        number = id(document)
        first = next(self._before(document), None)
        if first is None:
            if self._refused.pop(number, None) is not None:
                done.told[number] = (document, None)
            if number not in self._kept:
                self._kept[number] = document
                done.joined.append(document)
            return
        if self._kept.pop(number, None) is not None:
            done.left.append(document)
        self._refused[number] = document
        done.told[number] = (document, _taken(document, first))

    def _before(self, document: Document) -> Iterator[Document]:
        for claim in _claims(document):
            if self._claims[claim][0] is not document:
                yield self._claims[claim][0]

    def _take(self, claim: _Claim, document: Document) -> None:
        claimants = self._claims[claim]
        claimants[:] = [each for each in claimants if each is not document]
        if not claimants:
            del self._claims[claim]


def order_of(document: Document) -> Order:
    """What sorts documents as they are read."""
    return document.order


def _claims(document: Document) -> list[_Claim]:
    own: list[_Claim] = [(document.identity, "")]
    if "id" not in document.body:
        return own
    return [(document.id,) if document.guild is None else (document.pack, "id", document.id), *own]


def _taken(document: Document, first: Document) -> Problem:
    where: Where = next(((key,) for key in ("id", "name") if key in document.body), ())
    message = f"`{document.id}` is the identity of {first.location}, too"
    return Problem(TAKEN_IDENTITY, where, message, help="give it an `id` of its own")
