"""What a look is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import is_not
from typing import Any, Final, NamedTuple

from engine.matching.event import Event, View
from engine.matching.index.entry import Candidate

Under = Mapping[int, Sequence[Candidate]]
"""The candidates under one key, by the number of the bucket that they stand in."""
Found = list[Sequence[Candidate]]

Find = Callable[[Any, Event, Sequence[int], Found], None]
"""Adds the candidates of some buckets whom an event concerns; the same one may be added more than once.

The first argument is what stands under the very name of the look's field, None where nothing does.
"""
Gate = Callable[[Any], bool]
"""Whether a number under the very name of the field finds anything. Nearly none does, and to ask this is no
call of a Python function."""


OPEN: Final[Gate] = partial(is_not, None)
"""Where any may."""


class Look(NamedTuple):
    """`find`, and the gate that spares asking it."""

    find: Find
    gate: Gate = OPEN


Make = Callable[[View, Mapping[Any, Under]], Look]
"""Makes ready what finds candidates by the keys of a view that they stand under."""
