"""What the desk remembers of a server. Plain data, every part of it bounded. Instants in milliseconds."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from engine.instants import DAY_MS
from engine.signal import Severity
from engine.systems.baseline.desk.lately import Lately

MOST_TOLD: Final = 200
"""Alerts that are remembered, answer to their buttons, and are in reports."""
OLDEST_MS: Final = 90 * DAY_MS
"""They may name people: older ones are in the journal alone, for as long as `retention` says."""


class Word(msgspec.Struct, array_like=True):
    """What somebody said of an alert, and when. `until` of what is expected."""

    verdict: str
    by: int
    at: int
    until: int | None = None


class Told(msgspec.Struct):
    """An alert. `ref` names it; `said` is what its signal said. `more` counts what was noticed of the same
    event and not told again, at `latest` last; `excess` are the digits by which it was rarer than it must
    be. `system` is the one that its signal came from, or that its document names. `peak` is the furthest
    value noticed of the same since, where one was further, by `peak_excess`. `is_worse`: what was told
    before it is the same event, which has become worse. `kinds` are the kinds of signals that the event was
    about, of baselines that tell them apart. `level` is the severity that its document says.
    """

    ref: str
    time: int
    document: str
    said: dict[str, Any]
    severity: Severity
    excess: float
    more: int = 0
    word: Word | None = None
    system: str | None = None
    latest: int = 0
    peak: float | None = None
    peak_excess: float = 0.0
    is_worse: bool = False
    kinds: list[str] = []
    level: Severity | None = None


class Counts(msgspec.Struct, array_like=True):
    """What became of what one document noticed in one way."""

    noticed: int = 0
    told: int = 0
    held: int = 0


class Price(msgspec.Struct, array_like=True):
    """By how many digits more than it asks itself a document must find, as of `time`."""

    more: float = 0.0
    time: int = 0


class Desk(msgspec.Struct):
    """`told` are the last alerts, oldest first. `prices` are by document: each alert makes its next one
    dearer. `counts` are by day (since 1970), document and method. `taken` counts what changed it. `held` is
    when something was held back last, `lately` what stood out in the last hours.
    """

    told: list[Told] = []
    prices: dict[str, Price] = {}
    taken: int = 0
    counts: dict[int, dict[str, Counts]] = {}
    held: int = 0
    lately: Lately = msgspec.field(default_factory=Lately)


def find(desk: Desk, ref: object) -> Told | None:
    """An alert by its reference, if it is remembered."""
    return next((each for each in reversed(desk.told) if each.ref == ref), None)
