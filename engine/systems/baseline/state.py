"""What a baseline has learned of one server. Plain data, every part of it bounded. Knows no signals.

Instants are POSIX seconds where models take them, milliseconds where signals say them.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from engine.systems.baseline.firsts import Firsts
from engine.systems.baseline.models.gate import Gate
from engine.systems.baseline.models.peaks import Peaks
from engine.systems.baseline.models.rate import RateState
from engine.systems.baseline.models.season import Season
from engine.systems.baseline.models.shape import Memory, Shape
from engine.systems.baseline.table import Table

MOST_ACCEPTED: Final = 200
MOST_EXPECTED: Final = 50


class Accepted(msgspec.Struct, array_like=True):
    """Somebody said that values between two are no anomaly; that holds until an instant (seconds).

    `before`: the row of the model as it was until then, and `alert` of which they said it, for one who says
    that it is one after all.
    """

    low: float
    high: float
    until: float
    before: tuple[float, ...] = ()
    alert: str = ""


class Expected(msgspec.Struct, array_like=True):
    """An entry of the calendar: nothing is told of a key, and nothing learned, until an instant (seconds)."""

    key: str
    since: float
    until: float


class ToldPattern(msgspec.Struct, array_like=True):
    """A stretch that was told of at `time` (seconds), and what was known before it."""

    time: float
    stretch: tuple[float, ...]
    before: Memory


class Late(msgspec.Struct, array_like=True, gc=False):
    """So many signals came of a bucket (by its number since 1970) when it was closed."""

    bucket: int
    count: float


class Leaving(msgspec.Struct, array_like=True, gc=False):
    """The level of a key is elsewhere: the mean of the `weight` values since it left."""

    mean: float
    weight: float


class Move(msgspec.Struct, array_like=True):
    """At `time` (seconds) a level was taken over as the new normal, in the place of the one `before`."""

    time: float
    before: float
    level: float


class Course(msgspec.Struct):
    """The patterns of a key, from `since` to `time` (seconds). `told` are those of the last days of which
    people may still say what they were. Somebody said that it is no pattern to learn: until `keeps_out`
    stretches in a row were usual again, none that is unlike is learned.
    """

    since: float = 0.0
    time: float = 0.0
    shape: Shape = msgspec.field(default_factory=Shape)
    gate: Gate = msgspec.field(default_factory=Gate)
    told: list[ToldPattern] = []
    keeps_out: int = 0


class Baseline(msgspec.Struct):
    """`since` and `last` are the first and the last signal (milliseconds), `seen` counts them.

    `table` has a row of the model's numbers for each key, `season` is the usual week of all of them, and
    `whole` the rate of all keys together. `members` are the different values of each key's open bucket,
    `firsts` what each has seen. `lately` is what all keys counted in each hour since 1970 that had any, of
    the last eight days. `courses` are the patterns of some keys, `moves` the last new normal of those that
    had one, and `leaving` are keys whose level is elsewhere just now. `dropped` keys that were let go of are
    told of, at `dropped_told` last (milliseconds). `late` is the last closed bucket of a key that got more.
    `peaks` is how far each method went, told or not, `kinds` how high the buckets of each kind of key were.
    `wake` is when a timer for silence is due, None where none is set.
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
    moves: dict[str, Move] = {}
    lately: dict[int, float] = {}
    courses: dict[str, Course] = {}
    dropped_told: int = 0
    leaving: dict[str, Leaving] = {}
    late: dict[str, Late] = {}
    peaks: dict[str, Peaks] = {}
    kinds: dict[str, Peaks] = {}


def forget(state: Baseline, key: str) -> None:
    """A key is not in the table any more: all else that is known of it goes, too, but what people said."""
    tables: tuple[dict[str, Any], ...]
    tables = (state.members, state.courses, state.moves, state.leaving, state.late)
    for known in tables:
        known.pop(key, None)
