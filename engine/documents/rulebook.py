"""The rulebook: an immutable set of checked documents, named by the hash of what they say.

Knows nothing of kinds: it holds documents, finds what one refers to, and turns into bytes and
back, so that any moment of the past can be replayed with the rules of that moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, Final

import msgspec
import orjson

from engine.documents.document import Document, Reference
from engine.documents.names import Names

_HASH_BYTES: Final = 16
_Saved = tuple[str, str, str, str, int, dict[str, Any]]


class Rulebook:
    """Documents in the order of kind, pack and id. Two with the same documents have the same `hash`.

    Where the documents stood in files is kept, and is not part of the hash.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = tuple(sorted(documents, key=lambda each: (each.kind, each.pack, each.id)))
        self.hash = _hash(self.documents)
        self._names = Names(self.documents)

    def resolve(self, source: Document, reference: Reference) -> Document | None:
        """The document that `source` means by an id or a name: of its own pack before any other."""
        return next(iter(self._names.meant(source.pack, reference)), None)

    def find(self, named: str) -> Document | None:
        """The first document of that id, name or title, however it is capitalised."""
        return find(self.documents, named)

    def to_bytes(self) -> bytes:
        """Everything but the marks, for the store."""
        saved: list[_Saved] = [
            (each.kind, each.id, each.pack, each.path, each.position, each.body) for each in self.documents
        ]
        return msgspec.msgpack.encode(saved)

    @classmethod
    def from_bytes(cls, body: bytes) -> Rulebook:
        """A rulebook from its bytes; its documents have no marks."""
        return cls(Document(*values, marks={}) for values in msgspec.msgpack.decode(body, type=list[_Saved]))


def find(documents: Iterable[Document], named: str) -> Document | None:
    """The first of some documents with that id, name or title, however it is capitalised."""
    wanted = named.strip().casefold()
    return next((each for each in documents if wanted in map(str.casefold, each.names)), None)


def _hash(documents: Iterable[Document]) -> str:
    said = [(each.kind, each.pack, each.id, each.body) for each in documents]
    return blake2b(orjson.dumps(said, option=orjson.OPT_SORT_KEYS), digest_size=_HASH_BYTES).hexdigest()
