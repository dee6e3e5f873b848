"""The rulebook: an immutable set of checked documents, named by the hash of what they say.

Knows nothing of kinds: it holds documents, finds what one refers to, and turns into bytes and
back, so that any moment of the past can be replayed with the rules of that moment.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final

import msgspec

from engine.documents.document import Document, Reference, digest_of
from engine.documents.names import Names

_HASH_BYTES: Final = 16
_Saved = tuple[str, str, str, str, int, dict[str, Any]]
_Key = tuple[str, str, str]


class Rulebook:
    """Documents in the order of kind, pack and id. Two with the same documents have the same `hash`.

    Where the documents stood in files is kept, and is not part of the hash. `digests` are those of
    what each document says. What was `made` of them is for who makes things of documents alone: it is kept
    here so that nobody does it twice.
    """

    made: Any = None

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = tuple(sorted(documents, key=_key))
        self.digests = tuple(each.digest or digest_of(each) for each in self.documents)
        self.hash = _hash(self.digests)

    @classmethod
    def _bound(cls, documents: Iterable[Document], digests: Iterable[bytes]) -> Rulebook:
        rulebook = cls.__new__(cls)
        rulebook.documents = tuple(documents)
        rulebook.digests = tuple(digests)
        rulebook.hash = _hash(rulebook.digests)
        return rulebook

    @cached_property
    def _names(self) -> Names:
        return Names(self.documents)

    def resolve(self, source: Document, reference: Reference) -> Document | None:
        """The document that `source` means by an id or a name: of its own pack before any other."""
        return next(iter(self._names.meant(source.pack, reference)), None)

    def find(self, named: str) -> Document | None:
        """The first document of that id, name or title, however it is capitalised."""
        return find(self.documents, named)

    def to_bytes(self) -> bytes:
        """Everything but the marks, for the store."""
        return msgspec.msgpack.encode([_saved(each) for each in self.documents])

    def saved(self, known: Container[bytes] = ()) -> dict[bytes, bytes]:
        """The bytes of each document by its digest, but for those whose digest is `known`."""
        both = zip(self.digests, self.documents, strict=True)
        return {digest: msgspec.msgpack.encode(_saved(each)) for digest, each in both if digest not in known}

    @classmethod
    def from_bytes(cls, body: bytes, hash_: str | None = None) -> Rulebook:
        """A rulebook from its bytes; its documents have no marks.

        `hash_` is its name where it was kept: another version may have named it in another way.
        """
        saved = msgspec.msgpack.decode(body, type=list[_Saved])
        rulebook = cls(Document(*values, marks={}) for values in saved)
        rulebook.hash = rulebook.hash if hash_ is None else hash_
        return rulebook


class Binding:
    """Documents in the order of a rulebook, put in and taken out one by one."""

    def __init__(self) -> None:
        self._keys: list[_Key] = []
        self._documents: list[Document] = []
        self._digests: list[bytes] = []

    def put(self, document: Document) -> None:
        """Put a document in; one of the same identity must have been taken out."""
        key = _key(document)
        place = bisect_left(self._keys, key)
        self._keys.insert(place, key)
        self._documents.insert(place, document)
        self._digests.insert(place, document.digest or digest_of(document))

    def take(self, document: Document) -> None:
        """Take a document out."""
        place = bisect_left(self._keys, _key(document))
        del self._keys[place], self._documents[place], self._digests[place]

    def bind(self) -> Rulebook:
        """The rulebook of what is there now."""
        return Rulebook._bound(self._documents, self._digests)  # noqa: SLF001 - made for each other


def find(documents: Iterable[Document], named: str) -> Document | None:
    """The first of some documents with that id, name or title, however it is capitalised."""
    wanted = named.strip().casefold()
    return next((each for each in documents if wanted in map(str.casefold, each.names)), None)


def _saved(document: Document) -> _Saved:
    where = (document.path, document.position)
    return document.kind, document.id, document.pack, *where, document.body


def _key(document: Document) -> _Key:
    return document.kind, document.pack, document.id


def _hash(digests: Sequence[bytes]) -> str:
    return blake2b(b"".join(digests), digest_size=_HASH_BYTES).hexdigest()
