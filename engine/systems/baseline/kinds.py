"""How much comes of a kind of thing at any one place: what one place had today is no news at the next.

Where a baseline has keys of a kind and a place, of alerts and hosts, say, a kind that comes in bursts does so
everywhere. So its buckets are counted by their height over all places, from the first signal on.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import Any, Final

from engine.signal import SNOWFLAKES
from engine.systems.baseline.keys import key_of, values_of
from engine.systems.baseline.models import peaks
from engine.systems.baseline.models.peaks import Peaks
from engine.systems.baseline.spec import BaselineSpec, called
from engine.systems.baseline.state import Baseline

MOST_KINDS: Final = 500
"""Of which heights are counted; the one that was quiet for longest gives way."""


def kind_of(spec: BaselineSpec, values: Sequence[Any]) -> str | None:
    """The kind that a key belongs to: all its fields but the last; None where keys have none.

    A rarity that the document states counts as it stands, and people, channels and servers are no kinds.
    """
    if not spec.by or called(spec.by[0]) in SNOWFLAKES or spec.rarity is not None:
        return None
    return key_of(values[: max(1, len(spec.by) - 1)])


def note(state: Baseline, kind: str, time: float, count: float) -> None:
    """A bucket of the kind that held so many, beside what its hour is like, is over at `time` (seconds)."""
    found = state.kinds.pop(kind, None) or Peaks(state.since / 1000)
    state.kinds[kind] = found  # the one that was heard of last stands last
    if len(state.kinds) > MOST_KINDS:
        del state.kinds[next(iter(state.kinds))]
    peaks.count(found, time, count)


def take_back(spec: BaselineSpec, state: Baseline, key: str, count: float) -> None:
    """A bucket of a key that held so many is not to count."""
    kind = kind_of(spec, values_of(key, len(spec.by)))
    if kind is not None and kind in state.kinds:
        peaks.take_back(state.kinds[kind], count)


def is_common(spec: BaselineSpec, state: Baseline, kind: str | None, time: float, count: float) -> bool:
    """Whether so many come of the kind, at whichever place, too often for all kinds to be told of."""
    found = None if kind is None else state.kinds.get(kind)
    return found is not None and peaks.digits(found, time, count) < log10(len(state.kinds) / spec.budget)
