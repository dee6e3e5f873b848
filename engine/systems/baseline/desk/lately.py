"""How many different things stand out lately, beside how many usually do: an attack is many of them.

One new kind of alert a day means nothing, and five within hours, or three at one host, mean much, though each
is as rare as ever. So it counts what was noticed, told or not. Knows no documents. Instants in milliseconds.
"""

from __future__ import annotations

from typing import Final

import msgspec

from engine.instants import HOUR_MS
from engine.systems.baseline.models.digits import negative_binomial

_SPAN_MS: Final = 4 * HOUR_MS
"""Attacks go on for hours."""
_MOST: Final = 200
_HALF_LIFE_H: Final = 24.0
"""A day, with its night: what a stream was like when it was new is soon past."""
_PRIOR_H: Final = 12.0
_PRIOR: Final = 6.0
"""Before anything is known: so many in so many hours."""
_SIZE: Final = 5.0
"""What is noticed comes a little in bunches: that of a negative binomial."""
_PLACES: Final = 8.0
"""At one place comes so small a part of it."""


class Noted(msgspec.Struct, array_like=True, gc=False):
    """At `time` a kind of thing was noticed, at a place where it has one."""

    time: int
    kind: str
    place: str


class Lately(msgspec.Struct):
    """`noted` in the last hours, each kind and place once; as of `time` so many `kinds` in `hours`."""

    noted: list[Noted] = []
    hours: float = _PRIOR_H
    kinds: float = _PRIOR
    time: int = 0


def take(lately: Lately, time: int, kind: str, place: str) -> float:
    """Note a thing. How rare it is, as a power of ten, that so many others stand out beside it."""
    _pass(lately, time)
    others = {each.kind for each in lately.noted if each.kind != kind}
    here = {each.kind for each in lately.noted if each.kind != kind and place and each.place == place}
    usual = lately.kinds / lately.hours * _SPAN_MS / HOUR_MS
    if all(each.kind != kind for each in lately.noted):
        lately.kinds += 1
    lately.noted = [each for each in lately.noted if (each.kind, each.place) != (kind, place)][1 - _MOST :]
    lately.noted.append(Noted(time, kind, place))
    return max(_digits(len(others), usual), _digits(len(here), usual / _PLACES))


def _pass(lately: Lately, time: int) -> None:
    if time > lately.time:
        passed = (time - lately.time) / HOUR_MS if lately.time else 0.0
        kept = 0.5 ** (passed / _HALF_LIFE_H)
        lately.hours = lately.hours * kept + passed
        lately.kinds *= kept
        lately.time = time
    lately.noted = [each for each in lately.noted if lately.time - each.time <= _SPAN_MS]


def _digits(many: int, usual: float) -> float:
    return max(0.0, negative_binomial(many, usual, _SIZE)) if many > usual else 0.0
