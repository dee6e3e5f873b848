"""What a baseline has learned of one server. Plain data, every part of it bounded. Knows no signals.

Instants are POSIX seconds where models take them, milliseconds where signals say them.
"""

from __future__ import annotations

from typing import Final

import msgspec

from engine.systems.baseline.firsts import Firsts
from engine.systems.baseline.models.gate import Gate
from engine.systems.baseline.models.rate import RateState
from engine.systems.baseline.models.season import Season
from engine.systems.baseline.models.shape import Shape
from engine.systems.baseline.table import Table

MOST_ACCEPTED: Final = 200
MOST_EXPECTED: Final = 50


class Accepted(msgspec.Struct, array_like=True):
    """Somebody said that values between two are no anomaly; that holds until an instant (seconds)."""

    low: float
    high: float
    until: float


class Expected(msgspec.Struct, array_like=True):
    """An entry of the calendar: nothing is told of a key, and nothing learned, until an instant (seconds)."""

    key: str
    since: float
    until: float


class Course(msgspec.Struct):
    """The patterns of a key, from `since` to `time` (seconds). Of what is no further than `accepted` from one
    of them somebody said that it is no anomaly; that holds until an instant.
    """

    since: float = 0.0
    time: float = 0.0
    shape: Shape = msgspec.field(default_factory=Shape)
    gate: Gate = msgspec.field(default_factory=Gate)
    accepted: float = 0.0
    accepted_until: float = 0.0


class Baseline(msgspec.Struct):
    """`since` and `last` are the first and the last signal (milliseconds), `seen` counts them.

    `table` has a row of the model's numbers for each key, `season` is the usual week of all of them, and
    `whole` the rate of all keys together. `members` are the different values of each key's open bucket,
    `firsts` what each has seen. `lately` is what all keys counted in each hour since 1970 that had any, of
    the last eight days. `courses` are the patterns of some keys. `dropped`
    keys that were let go of are told of, at `dropped_told` last (milliseconds).
    `quiet` is the open bucket's number for which a timer is set.
    """

    since: int = 0
    last: int = 0
    seen: int = 0
    table: Table = msgspec.field(default_factory=Table)
    season: Season | None = None
    whole: RateState | None = None
    members: dict[str, dict[str, None]] = {}
    firsts: dict[str, Firsts] = {}
    dropped: int = 0
    accepted: dict[str, Accepted] = {}
    expected: list[Expected] = []
    wake: int | None = None
    told: int = 0
    adopted: dict[str, float] = {}
    lately: dict[int, float] = {}
    courses: dict[str, Course] = {}
    dropped_told: int = 0
