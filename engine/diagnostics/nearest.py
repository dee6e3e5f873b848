"""Did you mean: the nearest known name to a misspelt one."""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Iterable
from itertools import islice
from typing import Final

MEANT: Final = "did you mean "
"""How every suggestion begins."""
_LONGEST: Final = 100
_MOST: Final = 20_000
"""Names that are looked at."""
_CLOSELY: Final = 100
"""Names that are compared letter by letter, each some twenty microseconds: those that share most with it."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None when none is close."""
    if len(name) > _LONGEST:
        return None
    wanted = name.lower()
    by_lower = {candidate.lower(): candidate for candidate in islice(known, _MOST)}
    likely = by_lower if len(by_lower) <= _CLOSELY else _likeliest(wanted, by_lower)
    found = difflib.get_close_matches(wanted, likely, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def _likeliest(wanted: str, names: Iterable[str]) -> list[str]:
    """Those with most pairs of letters of the wanted name; of equals the ones nearest in length."""
    pairs = {wanted[place : place + 2] for place in range(len(wanted) - 1)}
    ranked = ((sum(pair in name for pair in pairs), -abs(len(name) - len(wanted)), name) for name in names)
    return [name for _, _, name in heapq.nlargest(_CLOSELY, ranked)]


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The suggestion as a `help` text, or None."""
    return meaning(nearest(name, known))


def meaning(candidate: str | None) -> str | None:
    """A suggestion that was found already as a `help` text, or None."""
    return None if candidate is None else f"{MEANT}`{candidate}`?"
