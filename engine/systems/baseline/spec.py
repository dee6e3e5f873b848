"""What a baseline's step works with, read from a checked document."""

from __future__ import annotations

from collections.abc import Mapping
from math import log10
from typing import Any, Final, Literal

import msgspec

from engine.documents.document import Document
from engine.documents.durations import read_duration
from engine.instants import DAY_MS, HOUR_MS
from engine.signal import DEFAULT_SEVERITY, Severity
from engine.systems.sections import section_of

Measure = Literal["count", "distinct", "value", "confidence", "new"]
Method = Literal["rate", "value", "confidence", "novel", "shape"]
Season = Literal["none", "hour_of_day", "hour_of_week"]
Direction = Literal["up", "down", "both"]

METHODS: Final[Mapping[Measure, Method]] = {
    "count": "rate",
    "distinct": "rate",
    "value": "value",
    "confidence": "confidence",
    "new": "novel",
}
"""What results call the way in which each measure is judged."""
DEFAULT_BUDGET: Final = 2.0
"""Alerts a day that a server reads, where its settings say nothing."""
DEFAULT_ZONE: Final = "UTC"
LEAST_RARITY: Final = 3.0
"""A power of ten: less rare is never told, whatever the budget."""
LEAST_OF_NEW: Final = 1.0
MOST_OF_NEW: Final = 1.5
"""Between these is how rare new things must be. That they are told within the budget is the desk's business:
how often they come changes all the time."""
_DEFAULT_BUCKET: Final = HOUR_MS
_DEFAULT_WARM_UP: Final = DAY_MS
_DEFAULT_HALF_LIFE: Final = 21 * DAY_MS
_DEFAULT_MOST_KEYS: Final = 5_000
_LEAST_COUNT: Final = 3.0
_OR: Final = " or "


class BaselineSpec(msgspec.Struct, frozen=True):
    """What is measured and what is told of it. Durations in milliseconds.

    `fields` are those that are measured: one, or those whose values together are new. `rarity` is a power
    of ten, `sigmas` a number of standard deviations; None: it follows from `budget`, alerts a day. `shape`:
    patterns over time are judged, too.
    `meets` stands for which signals count: what else is a part of the state's meaning stands here plainly.
    """

    id: str
    name: str
    title: str
    measure: Measure
    fields: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    bucket: int = _DEFAULT_BUCKET
    season: Season = "none"
    zone: str = DEFAULT_ZONE
    warm_up: int = _DEFAULT_WARM_UP
    half_life: int = _DEFAULT_HALF_LIFE
    direction: Direction = "both"
    sigmas: float | None = None
    rarity: float | None = None
    least: float | None = None
    budget: float = DEFAULT_BUDGET
    most_keys: int = _DEFAULT_MOST_KEYS
    level: Severity = DEFAULT_SEVERITY
    system: str | None = None
    advice: str = ""
    meets: str = ""
    shape: bool = False

    @property
    def method(self) -> Method:
        """How results call the way it is judged."""
        return METHODS[self.measure]

    @property
    def is_rate(self) -> bool:
        """Whether it counts in buckets."""
        return self.method == "rate"

    def needed(self, looks: float) -> float:
        """How rare news must be, as a power of ten, where so many looks a day are taken."""
        if self.rarity is not None:
            return self.rarity
        rarity = log10(max(looks, 1.0) / self.budget)
        if self.method == "novel":
            return min(max(rarity, LEAST_OF_NEW), MOST_OF_NEW)
        return max(LEAST_RARITY, rarity)


def read_spec(document: Document, *, zone: str, budget: float) -> BaselineSpec:
    """The spec of a document without problems; `zone` and `budget` are those of its server's settings."""
    body = document.body
    tocsin = section_of(body, "tocsin")
    measure, fields = measured(body["measure"])
    bucket = _duration(body, "bucket", _DEFAULT_BUCKET)
    is_rate = METHODS[measure] == "rate"
    return BaselineSpec(
        id=document.id,
        name=str(body.get("name") or ""),
        title=str(body.get("title") or ""),
        measure=measure,
        fields=fields,
        by=grouped_by(body),
        bucket=bucket,
        season=season_of(body),
        zone=body.get("zone", zone),
        warm_up=_duration(body, "warm_up", _DEFAULT_WARM_UP),
        half_life=_duration(body, "half_life", _DEFAULT_HALF_LIFE),
        direction=body.get("direction", "up" if is_rate else "both"),
        sigmas=body.get("sigmas"),
        rarity=body.get("rarity"),
        least=body.get("least", _LEAST_COUNT if is_rate else None),
        budget=body.get("budget", budget),
        most_keys=body.get("most_keys", _DEFAULT_MOST_KEYS),
        level=body.get("level", DEFAULT_SEVERITY),
        system=tocsin.get("system"),
        advice=tocsin.get("advice", ""),
        shape=body.get("shape", False),
        meets=repr((body.get("logsource"), body.get("match"))),
    )


def measured(measure: Any) -> tuple[Measure, tuple[str, ...]]:
    """What is measured, and the fields that it is measured of. Stands what the schema has passed."""
    if isinstance(measure, str):
        return ("confidence", ("confidence",)) if measure == "confidence" else ("count", ())
    (name, fields), *_ = measure.items()
    return name, tuple(map(str, fields)) if isinstance(fields, list) else (str(fields),)


def grouped_by(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of its keys, each once. The server is part of every key already."""
    return tuple(dict.fromkeys(str(each) for each in body.get("by", ()) if str(each) != "guild"))


def alternatives(name: str) -> str | tuple[str, ...]:
    """A field, or several of which the first that is there counts: `host or source`."""
    names = tuple(each.strip() for each in name.split(_OR))
    return names if len(names) > 1 else name


def called(name: str) -> str:
    """What people are told a field is: of alternatives the first."""
    return name.split(_OR, 1)[0].strip()


def season_of(body: Mapping[str, Any]) -> Season:
    """Counts by the hour or less depend on the hour of the week, unless the document says otherwise."""
    if "season" in body:
        season: Season = body["season"]
        return season
    measure, _ = measured(body["measure"])
    bucket = _duration(body, "bucket", _DEFAULT_BUCKET)
    return "hour_of_week" if measure == "count" and bucket <= HOUR_MS else "none"


def _duration(body: Mapping[str, Any], name: str, default: int) -> int:
    length = read_duration(body.get(name))
    return default if length is None else length
