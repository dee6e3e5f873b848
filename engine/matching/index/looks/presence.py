"""Fields, or texts of a form, that must be there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.matching.event import ABSENT, Event, View
from engine.matching.index.looks.look import Found, Look, Under


def of_presence(view: View, keys: Mapping[bool, Under]) -> Look:
    """One field that some rule wants; of a form, such as its hosts, at least one text."""
    (under,) = keys.values()

    def find(value: Any, event: Event, buckets: Sequence[int], found: Found) -> None:
        del value  # it may stand inside another, and null is there, too
        is_there = event.find(view) is not ABSENT if isinstance(view, str) else event.texts[view]
        if is_there:
            found += [under[bucket] for bucket in buckets if bucket in under]

    return Look(find)
