"""The lines of a file, as YAML counts them and diagnostics name them. Knows nothing of what they say."""

from __future__ import annotations

import re
from typing import Final

BREAK: Final = re.compile(r"\r\n|\r|\n")
"""Ends a line. NEL, LS and PS do in some programs, and not here."""


def lines_of(text: str) -> list[str]:
    """The lines of a text, without their ends."""
    return BREAK.split(text)
