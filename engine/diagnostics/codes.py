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
    # Detections and conditions: TOC3xx
    "TOC301": Code("error", "A detection without a condition"),
    "TOC302": Code("error", "A condition that cannot be read"),
    "TOC303": Code("error", "A condition names an unknown selection"),
    "TOC304": Code("error", "A pattern in a condition matches no selection"),
    "TOC305": Code("warning", "A selection that no condition uses"),
    "TOC306": Code("error", "A selection of the wrong shape"),
    "TOC307": Code("error", "An unknown modifier"),
    "TOC308": Code("error", "A modifier that is not supported yet"),
    "TOC309": Code("error", "A value of the wrong kind for its modifier"),
    "TOC310": Code("error", "Modifiers that do not go together"),
    "TOC311": Code("error", "Looking for an empty text"),
    "TOC312": Code("error", "Not a value to compare with"),
    "TOC313": Code("error", "Keywords are not supported yet"),
    "TOC314": Code("warning", "An empty list of values"),
    "TOC315": Code("error", "An aggregation in a detection"),
    "TOC316": Code("error", "A log source that names nothing"),
    "TOC317": Code("error", "A rule that is not a mapping"),
    "TOC318": Code("error", "Two rules with one identity"),
    "TOC319": Code("error", "A detection that emits a type it may not"),
    "TOC320": Code("error", "A key that is not supported yet"),
    "TOC321": Code("warning", "A key that changes nothing"),
    "TOC322": Code("warning", "An unknown key in a log source"),
    "TOC323": Code("error", "A condition that is too large"),
    # TOC4xx: correlations
    # TOC5xx: the rulebook as a whole
}
