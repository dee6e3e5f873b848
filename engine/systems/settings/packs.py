"""Where settings name packs: in one place alone. Which packs there are is for who reads the folder."""

from __future__ import annotations

from typing import Final

from engine.diagnostics import Problem
from engine.documents.document import Document
from engine.documents.home import SETTINGS
from engine.documents.packs import KEY

MISPLACED: Final = "TOC616"


def check_packs(document: Document) -> list[Problem]:
    """A problem if packs are named elsewhere than in the settings of the folder. Stands any body."""
    if KEY not in document.body or document.pack == SETTINGS:
        return []
    message = f"`{KEY}` counts in the {SETTINGS} at the top of the folder alone"
    return [Problem(MISPLACED, (KEY,), message, on="key", help="name them there")]
