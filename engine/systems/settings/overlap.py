"""Two settings for one guild: both would post every alert, so the second is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from engine.diagnostics import Problem
from engine.documents.document import Document

TWO_SETTINGS: Final = "TOC507"


def overlaps(documents: Iterable[tuple[Document, int | None]]) -> Iterator[tuple[Document, Problem]]:
    """Documents whose guild an earlier one has taken; None is the default of all guilds."""
    first: dict[int | None, Document] = {}
    for document, guild in documents:
        earlier = first.setdefault(guild, document)
        if earlier is not document:
            whose = "a server without settings of its own" if guild is None else f"the server {guild}"
            message = f"{whose} has settings already, in {earlier.location}"
            yield document, Problem(TWO_SETTINGS, ("guild",), message, help="keep one of the two")
