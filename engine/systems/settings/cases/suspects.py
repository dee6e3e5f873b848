"""Whom the open cases of a guild are about. Knows no access: what follows from it is others' business."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.systems.settings.cases.book import Book

_ACTOR: Final = "actor:"


def suspects(book: Book) -> frozenset[int]:
    """Ids of those who did what open cases are about, in a raid each of them; who was its victim is none.

    A case that somebody said is no attack suspects nobody, nor one that is over.
    """
    return frozenset(int(each.removeprefix(_ACTOR)) for each in _subjects(book) if each.startswith(_ACTOR))


def _subjects(book: Book) -> Iterator[str]:
    for case in book.cases:
        if case.stage == "open":
            yield case.subject
            yield from case.people
