"""Long lists of values, and rare equalities, by hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine.matching.event import Event, View
from engine.matching.index.column import UNKNOWN, Column, options
from engine.matching.index.looks.look import OPEN, Found, Look, Under

_NOT_A_NUMBER: Final = "nan"
"""The text form of a float that equals nothing, not even itself."""


def of_values(view: View, values: Mapping[str, Under]) -> Look:
    """The values of a field that some rule names."""
    column = Column(view, values)
    key_of = column.key

    def find(value: Any, event: Event, buckets: Sequence[int], found: Found) -> None:
        key = key_of(value, event)
        if key is UNKNOWN:
            return
        for each in options(key):
            under = values[each]
            found += [under[bucket] for bucket in buckets if bucket in under]

    knows_all = column.is_plain and _NOT_A_NUMBER not in values
    return Look(find, column.as_seen.__contains__ if knows_all else OPEN)
