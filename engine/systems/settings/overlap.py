"""Two settings for one guild: both would post every alert, so the second is refused."""

from __future__ import annotations

from typing import Final

from engine.diagnostics import Problem
from engine.documents.document import Document

TWO_SETTINGS: Final = "TOC507"


def overlap(guild: int | None, first: Document) -> Problem:
    """What is wrong with settings whose guild an earlier document has; None is the default of all guilds."""
    whose = "a server without settings of its own" if guild is None else f"the server {guild}"
    message = f"{whose} has settings already, in {first.location}"
    return Problem(TWO_SETTINGS, ("guild",), message, help="keep one of the two")
