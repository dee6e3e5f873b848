"""What a start brought: rules that came, changed or went since the bot ran last, by an update or by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from engine.documents.document import Document, guild_in
from engine.documents.rulebook import Rulebook
from engine.runtime.proposal import changed_between

_MOST_NAMED: Final = 20
_WHAT: Final = ("added", "changed", "removed")


class Piece(msgspec.Struct, frozen=True):
    """One document, as people call it, and what became of it; `pack` says whose it is."""

    what: Literal["added", "changed", "removed"]
    title: str
    pack: str


class News(msgspec.Struct, frozen=True):
    """All of it, by what became of it and title. Empty in a new store: then everything is new."""

    pieces: Sequence[Piece] = ()

    def within(self, guild: int) -> News:
        """The same without what is other guilds' own."""
        return News([each for each in self.pieces if guild_in(each.pack) in (None, guild)])

    def titles(self, what: str) -> list[str]:
        """The documents of which that became."""
        return [each.title for each in self.pieces if each.what == what]

    def lines(self) -> Iterable[str]:
        """For the terminal and the log: a line for what was added, changed and removed."""
        for what in _WHAT:
            titles = self.titles(what)
            if titles:
                more = f" and {len(titles) - _MOST_NAMED} more" if len(titles) > _MOST_NAMED else ""
                yield f"{what} since the last start: {', '.join(titles[:_MOST_NAMED])}{more}"


def called(document: Document) -> str:
    """What people call a document: a rule by its title, others with their kind before it."""
    return document.title if document.is_rule else f"{document.kind} {document.title}"


def news_of(before: Rulebook, after: Rulebook) -> News:
    """What is otherwise than in the rulebook that was in force before."""
    if not before.documents:
        return News()
    gone, come = changed_between(before, after)
    left, joined = ({each.identity: each for each in documents} for documents in (gone, come))
    pieces = [_piece("changed" if each in left else "added", joined[each]) for each in joined]
    pieces += [_piece("removed", left[each]) for each in left if each not in joined]
    return News(sorted(pieces, key=lambda each: (_WHAT.index(each.what), each.title.casefold())))


def _piece(what: Literal["added", "changed", "removed"], document: Document) -> Piece:
    return Piece(what, called(document), document.pack)
