"""The one list of diagnostic codes. A code is for ever: its meaning never changes, it is never reused.

TOC1xx YAML and files, TOC2xx documents and their schema, TOC3xx detections and conditions,
TOC4xx correlations, TOC5xx the rulebook as a whole. Each has a page in `pages/`.
"""

from __future__ import annotations

from typing import Final

import msgspec

from engine.diagnostics.diagnostic import DiagnosticLevel


class Code(msgspec.Struct, frozen=True):
    """A kind of problem: its level and a title of a few words."""

    level: DiagnosticLevel
    title: str


CODES: Final[dict[str, Code]] = {
    # TOC1xx: YAML and files
    # TOC2xx: documents and their schema
    # TOC3xx: detections and conditions
    # TOC4xx: correlations
    # TOC5xx: the rulebook as a whole
}
