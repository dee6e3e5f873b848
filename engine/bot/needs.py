"""What rules need of Discord: intents and permissions, by the types and fields that they are about.

Pure: knows programs and the catalogue, neither a client nor a guild. Names are those of discord.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final, Literal

import msgspec

from engine.catalogue import Catalogue
from engine.matching.candidates import concerns
from engine.matching.conditions import And, Condition, Leaf, Not, Or
from engine.runtime.program import Program
from engine.systems.kind import Compiled

BASE: Final = ("view_channel", "send_messages", "embed_links", "read_message_history")
"""Permissions without which no alert can be posted, nor found again."""
ADMINISTRATOR: Final = "administrator"

Sees = Literal["all", "part", "nothing"]


class Need(msgspec.Struct, frozen=True, order=True):
    """An intent or a permission, by name."""

    kind: Literal["intent", "permission"]
    name: str


class Sight(msgspec.Struct, frozen=True):
    """How much of what it is about a document sees, and what it would need to see all."""

    sees: Sees
    lacks: frozenset[Need] = frozenset()


class Have(msgspec.Struct, frozen=True):
    """What the bot has in a guild. Who may administer may everything."""

    intents: Collection[str]
    permissions: Collection[str]

    def lacks(self, needs: Iterable[Need]) -> frozenset[Need]:
        """Those that are not there."""
        return frozenset(each for each in needs if not self._has(each))

    def _has(self, need: Need) -> bool:
        if need.kind == "intent":
            return need.name in self.intents
        return need.name in self.permissions or ADMINISTRATOR in self.permissions


class Needs:
    """Those of the documents of one program."""

    def __init__(self, program: Program, catalogue: Catalogue) -> None:
        self._program = program
        self._catalogue = catalogue

    def sight(self, document: Compiled, have: Have) -> Sight:
        """What a document sees, by itself or through those that it is made of."""
        if document.over:
            sources = [
                self._program.documents[each] for each in document.over if each in self._program.documents
            ]
            return _joined(self.sight(each, have) for each in sources)
        fields = have.lacks(self._of_fields(document))
        types = _joined(self._sight_of_type(each, have) for each in self._types(document))
        if not fields:
            return types
        return Sight("nothing", types.lacks | fields)

    def permissions(self, documents: Iterable[Compiled]) -> list[str]:
        """All that these need to see everything, and to say it; sorted by name."""
        types = {each for document in documents for each in self._types(document)}
        wanted = {self._catalogue.types[each].permission for each in types} - {""}
        return sorted({*BASE, *wanted})

    def _types(self, document: Compiled) -> list[str]:
        known = self._catalogue.types
        return [each for each in known if any(concerns(pattern, each) for pattern in document.types)]

    def _sight_of_type(self, type_: str, have: Have) -> Sight:
        """Of several intents each brings a part."""
        kind = self._catalogue.types[type_]
        missing = have.lacks(Need("intent", each) for each in kind.intents)
        denied = have.lacks([Need("permission", kind.permission)] if kind.permission else ())
        if denied or (missing and len(missing) == len(kind.intents)):
            return Sight("nothing", missing | denied)
        return Sight("part" if missing else "all", missing)

    def _of_fields(self, document: Compiled) -> Iterator[Need]:
        """Fields that come through an intent of their own, such as the text of messages."""
        if document.condition is None:
            return
        asked = set(_fields(document.condition))
        for type_ in self._types(document):
            for name, field in self._catalogue.types[type_].fields.items():
                if field.intent and name in asked:
                    yield Need("intent", field.intent)


def _joined(sights: Iterable[Sight]) -> Sight:
    """Of several together: all, if each sees all; nothing, if none sees anything."""
    found = list(sights)
    lacks = frozenset[Need]().union(*(each.lacks for each in found))
    seen = {each.sees for each in found}
    return Sight(seen.pop() if len(seen) == 1 else "part" if seen else "all", lacks)


def _fields(condition: Condition) -> Iterator[str]:
    match condition:
        case Leaf():
            yield condition.field
        case Not(child):
            yield from _fields(child)
        case And(children) | Or(children):
            for child in children:
                yield from _fields(child)
