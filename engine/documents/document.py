"""A document: one YAML document, parsed and located, not yet compiled."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final, Literal

import msgspec
import orjson

from engine.diagnostics import Where

Place = tuple[int, int]
"""Line and column, both from 1, columns in code points."""
Order = tuple[tuple[int, list[str]], int]
"""The order of its file, and its position there."""
_DIGEST_BYTES: Final = 16
_RULES: Final = frozenset({"detection", "correlation", "baseline"})


class Mark(msgspec.Struct, frozen=True, gc=False):
    """Where a value stands, and its key if it has one. There are very many: the collector passes them by."""

    value: Place
    key: Place | None = None


class Document(msgspec.Struct):
    """One document of a pack: `body` as plain mappings, lists and scalars; `marks` say where each stands.

    `spellings` say how each scalar that is not text was written. Documents sort by `order` as they are
    read. `digest` is that of what it says, if it is known. `off`: it counts nowhere, by a tuning.
    """

    kind: str
    id: str
    pack: str
    path: str
    position: int
    body: dict[str, Any]
    marks: dict[Where, Mark]
    spellings: dict[Where, str] = {}
    order: Order = ((0, []), 0)
    digest: bytes = b""
    off: bool = False
    identity: str = ""
    """What names it everywhere: pack, kind and id."""

    def __post_init__(self) -> None:
        self.identity = f"{self.pack}/{self.kind}/{self.id}"

    @property
    def guild(self) -> int | None:
        """The one guild whose own it is; None: it may be for all."""
        return guild_in(self.pack)

    @property
    def title(self) -> str:
        """What people call it."""
        return str(self.body.get("title") or self.body.get("name") or self.id)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that a person may type to mean it."""
        found = (self.id, self.body.get("id"), self.body.get("name"), self.body.get("title"))
        return tuple(str(name) for name in found if name)

    @property
    def is_rule(self) -> bool:
        """Whether it is something that signals can meet."""
        return self.kind in _RULES

    @property
    def line(self) -> int | None:
        """Where it begins in its file, from 1; None for one that comes from the store."""
        mark = self.marks.get(())
        return None if mark is None else mark.value[0]

    @property
    def location(self) -> str:
        """Where it stands, for a message: `raid.yml:3`."""
        return self.path if self.line is None else f"{self.path}:{self.line}"


def digest_of(document: Document) -> bytes:
    """Of what a document says, wherever it stands."""
    said: tuple[Any, ...] = (document.kind, document.pack, document.id, document.body)
    if document.off:
        said = (*said, "off")
    return blake2b(orjson.dumps(said, option=orjson.OPT_SORT_KEYS), digest_size=_DIGEST_BYTES).digest()


EVERY: Final = "*"
"""The name of a reference that means every document of its kinds."""


class Reference(msgspec.Struct, frozen=True):
    """A place in a document that names others by id or name, or every one.

    `kinds` are those it can mean; none: any kind. `without` says what becomes of this document
    when there is no such one; empty: then it is an error. `changes`: this document changes what the
    named one means, as a filter does; else it is made of the named one. `offset` counts code points
    inside a text value. `is_key`: the name is the key there. `code`: what is told, instead of the usual,
    when there is no such one. `elsewhere`: what helps then, where that is known. `pack`: it stands in
    that one, and where no document of it is there nothing is missed.
    """

    where: Where
    name: str
    kinds: tuple[str, ...] = ()
    without: str = ""
    changes: bool = False
    offset: int = 0
    is_key: bool = False
    code: str = ""
    elsewhere: str = ""
    pack: str = ""

    @property
    def on(self) -> Literal["key", "value"]:
        """Whether it stands in the key or the value of its place."""
        return "key" if self.is_key else "value"


_OF_GUILD: Final = "guild:"


def pack_of(guild: int | str) -> str:
    """The pack that a guild's own documents are."""
    return f"{_OF_GUILD}{guild}"


def guild_in(pack: str) -> int | None:
    """The guild whose own documents a pack has; None: it has those of no single one."""
    head, _, guild = pack.partition(":")
    return int(guild) if f"{head}:" == _OF_GUILD and guild.isascii() and guild.isdigit() else None


def kind_in(identity: str) -> str:
    """The kind of the document that an identity names: a pack is a folder's name, and has no slash."""
    return identity.split("/", 2)[1]
