"""Which packs stay out: a pack with an error as a whole, and with it every pack that refers into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from engine.diagnostics import Problem
from engine.documents.document import Document, Reference
from engine.documents.references import doing_without

REFUSED_PACK: Final = "TOC505"

Link = tuple[Document, Reference, Document]
"""A document, a place in it, and the document that is meant there."""


def refuse_further(refused: set[str], links: Iterable[Link]) -> Iterator[tuple[Document, Problem]]:
    """Add the packs that refer into a refused one, and so on until nothing changes. Says why of each.

    `links` are those from one pack into another; others lead nowhere else.
    """
    crossing = list(links)
    changed = True
    while changed:
        changed = False
        for source, reference, target in crossing:
            if reference.without:
                continue
            if target.pack in refused and source.pack not in refused:
                message = f"`{reference.name}` is of the pack `{target.pack}`, which has errors"
                yield source, Problem(REFUSED_PACK, reference.where, message, help="mend that pack first")
                refused.add(source.pack)
                changed = True


def left_without(refused: Collection[str], links: Iterable[Link]) -> Iterator[tuple[Document, Problem]]:
    """What becomes of those that can do without what they name in a refused pack."""
    for source, reference, target in links:
        told = reference.without and not reference.code  # the others are told of by who refused the pack
        if told and target.pack in refused and source.pack not in refused:
            message = f"`{reference.name}` is of the pack `{target.pack}`, which has errors"
            yield source, doing_without(reference, message, "mend that pack first")
