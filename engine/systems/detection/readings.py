"""Detections that were read when they were checked, until they are compiled: reading is half of the work."""

from __future__ import annotations

from typing import Final

from engine.documents.document import Document
from engine.matching.detection import Detection

_MOST: Final = 20_000


class Readings:
    """By the digest of what a document says, each taken out once. Those nobody compiles go in the end."""

    def __init__(self) -> None:
        self._kept: dict[bytes, Detection] = {}

    def keep(self, document: Document, detection: Detection) -> None:
        """Keep what was read of a document that came from a file."""
        if len(self._kept) >= _MOST:
            self._kept.clear()
        if document.digest:
            self._kept[document.digest] = detection

    def take(self, document: Document) -> Detection | None:
        """What was read of a document, if it is still there."""
        return self._kept.pop(document.digest, None)
