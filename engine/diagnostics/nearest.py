"""Did you mean: the nearest known name to a misspelt one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice
from typing import Final

_LONGEST: Final = 100
_MOST: Final = 2_000
"""Names that are looked at: each takes some microseconds."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None when none is close."""
    if len(name) > _LONGEST:
        return None
    by_lower = {candidate.lower(): candidate for candidate in islice(known, _MOST)}
    found = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The suggestion as a `help` text, or None."""
    candidate = nearest(name, known)
    return None if candidate is None else f"did you mean `{candidate}`?"
