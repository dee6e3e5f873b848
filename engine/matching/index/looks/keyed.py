"""The table for keys that an event either meets or does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.matching.index.entry import Candidate
from engine.matching.index.looks.look import Found, Offer


class Keyed:
    """The candidates under each key."""

    __slots__ = ("_under",)

    def __init__(self, under: Mapping[Any, Sequence[Candidate]]) -> None:
        self._under = under

    def find(self, offer: Offer, found: Found) -> None:
        """Add those under the keys on offer."""
        for key in offer:
            candidates = self._under.get(key)
            if candidates is not None:
                found.append(candidates)
