"""What a scoring document's step works with, read from a checked document. Times are milliseconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, Literal

import msgspec

from engine.diagnostics import Where
from engine.documents.document import Document
from engine.documents.durations import read_duration
from engine.matching.patterns import is_pattern
from engine.signal import SEVERITIES, Severity, SignalType
from engine.systems.scoring.bands import BAND_OF, TOPS, WEIGHTS, Caps, weight_for
from engine.systems.sections import section_of

Scope = Literal["guild", "actor", "channel", "system"]
Level = Literal["LOW", "MEDIUM", "HIGH", "CRITICAL"]
Way = Literal["systems", "sequence", "actors"]

SCOPES: Final[tuple[Scope, ...]] = ("guild", "actor", "channel", "system")
LEVELS: Final[tuple[Level, ...]] = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
WAYS: Final[tuple[Way, ...]] = ("systems", "sequence", "actors")
EVIDENCE: Final = (
    SignalType.THREAT_DETECTED.value,
    SignalType.POLICY_VIOLATION.value,
    SignalType.UNAUTHORIZED_ACCESS.value,
    SignalType.ANOMALY_DETECTED.value,
    ">",
)
"""What counts by default: what rules and baselines find, and all else that says how bad it is."""

FLOORS: Final = (0.0, 25.0, 50.0, 80.0)
HYSTERESIS: Final = 5.0
COOL_DOWN: Final = "1h"
HALF_LIVES: Final[Mapping[Scope, str]] = {"guild": "1h", "actor": "6h", "channel": "1h", "system": "1h"}
"""A server, a channel and a system calm down when an attack is over. Who did it stays suspect for the day."""
ESCALATE: Final[tuple[Scope, ...]] = ("guild", "actor")
MOST_ACTORS: Final = 5_000
UNRATED: Final[Severity] = "low"
WITHIN: Final = "10m"
FROM: Final[Severity] = "medium"
OFTEN: Final = 6.0
LEAST: Final = 0.1
AFTER: Final = "24h"
UP_TO: Final[Severity] = "medium"
_OR: Final = "|"


class Novelty(msgspec.Struct, frozen=True):
    """What comes more than `often` times a day counts less, down to `least` of its weight.

    Learned for `after` milliseconds before it counts, for severities up to `up_to`.
    """

    often: float = OFTEN
    least: float = LEAST
    after: int = 86_400_000
    up_to: Severity = UP_TO

    def concerns(self, severity: Severity) -> bool:
        """Whether a severity can count less."""
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.up_to)


class Unusual(msgspec.Struct, frozen=True):
    """People are called where a score is above this percentile of the highest ones of the last `days`."""

    percentile: int = 75
    days: int = 14


class Pattern(msgspec.Struct, frozen=True):
    """What several signals together say more than each by itself.

    `way` is what is looked for: `count` different systems of one actor, a sequence of `items` by one actor,
    `count` actors with the same kind of signal. `members` are identities of rules, or patterns of types, each
    with the item that it is. `least` is the severity from which on signals take part; `again`: how long it
    is not news.
    """

    name: str
    title: str
    way: Way
    severity: Severity
    within: int
    again: int
    count: int = 0
    least: Severity = FROM
    items: tuple[str, ...] = ()
    members: Mapping[str, str] = {}

    def takes(self, severity: Severity) -> bool:
        """Whether signals of a severity take part."""
        return SEVERITIES.index(severity) >= SEVERITIES.index(self.least)


class ScoringSpec(msgspec.Struct, frozen=True):
    """All of it. `weights` by severity, `bonus` by pattern of types, `criticality` by what an actor is."""

    rule: str
    rule_name: str
    title: str
    weights: Mapping[Severity, float]
    caps: Caps
    half_lives: Mapping[Scope, int]
    floors: tuple[float, ...]
    hysteresis: float
    cool_down: int
    escalate: tuple[Scope, ...]
    most_actors: int
    unrated: Severity
    confidence: float
    bonus: tuple[tuple[str, float], ...]
    criticality: Mapping[str, float]
    novelty: Novelty | None
    patterns: tuple[Pattern, ...]
    advice: str = ""
    unusual: Unusual | None = None

    def level_of(self, score: float) -> int:
        """The place of the level that a score is in."""
        return max(place for place, floor in enumerate(self.floors) if score >= floor or not place)

    def leaves(self, level: int) -> float:
        """Below this score a level is left."""
        return max(self.floors[level] - self.hysteresis, 0.01)


def read_spec(document: Document, found: Mapping[str, str]) -> ScoringSpec:
    """The spec of a document without problems; `found` are the identities of its rules by their names."""
    body = document.body
    caps = Caps.of(
        tuple(section_of(body, "tops").get(name, top) for name, top in zip(BANDED, TOPS, strict=True))
    )
    floors = _floors(section_of(body, "levels"))
    return ScoringSpec(
        rule=document.id,
        rule_name=str(body.get("name") or ""),
        title=str(body.get("title") or ""),
        weights=weights_of(section_of(body, "severities"), caps),
        caps=caps,
        half_lives={
            scope: duration(section_of(body, "half_lives").get(scope, HALF_LIVES[scope])) for scope in SCOPES
        },
        floors=floors,
        hysteresis=float(body.get("hysteresis", _narrow(floors))),
        cool_down=duration(body.get("cool_down", COOL_DOWN)),
        escalate=tuple(scope for scope in SCOPES if scope in body.get("escalate", ESCALATE)),
        most_actors=body.get("most_actors", MOST_ACTORS),
        unrated=body.get("unrated", UNRATED),
        confidence=float(body.get("confidence", 1)),
        bonus=tuple((str(pattern), float(each)) for pattern, each in section_of(body, "bonus").items()),
        criticality={name: float(each) for name, each in section_of(body, "criticality").items()},
        novelty=_novelty(body.get("novelty", {})),
        patterns=tuple(_pattern(each, found) for each in body.get("patterns", ())),
        advice=str(section_of(body, "tocsin").get("advice", "")),
        unusual=Unusual(**section_of(body, "unusual")) if "unusual" in body else None,
    )


BANDED: Final = ("low", "medium", "high")
"""Severities whose band has a top."""


def weights_of(points: Mapping[str, Any], caps: Caps) -> Mapping[Severity, float]:
    """What a lone signal of each severity adds, from the scores that it is to come to."""
    found = dict(WEIGHTS)
    for severity in SEVERITIES:
        if severity in points:
            found[severity] = weight_for(points[severity], BAND_OF[severity], caps)
    return found


def duration(text: str) -> int:
    """Milliseconds of a duration that was checked."""
    found = read_duration(text)
    assert found is not None, text
    return found


def is_type(item: str) -> bool:
    """Whether a part of a sequence names types of signals: these have a dot, and names of rules do not."""
    return "." in item and is_pattern(item)


def sequence_of(pattern: Any) -> Sequence[Sequence[str]]:
    """The items of a pattern's sequence, each one of some names; nothing without one. Stands any value."""
    items = pattern.get("sequence") if isinstance(pattern, Mapping) else None
    if not isinstance(items, list):
        return []
    return [[str(each) for each in item] if isinstance(item, list) else [str(item)] for item in items]


def members_of(pattern: Any) -> Iterator[tuple[Where, str]]:
    """Every name in a pattern's sequence, and where it stands in the pattern. Stands any value."""
    for place, names in enumerate(sequence_of(pattern)):
        is_one = not isinstance(pattern["sequence"][place], list)
        for n, name in enumerate(names):
            yield ("sequence", place) if is_one else ("sequence", place, n), name


def named_in(name: str) -> tuple[str, str]:
    """The pack, if one is said, and the name of a rule: `permissions/webhook_made`."""
    pack, _, rule = name.rpartition("/")
    return pack, rule


def _floors(levels: Mapping[str, Any]) -> tuple[float, ...]:
    return (0.0, *(float(levels.get(name.lower(), FLOORS[n])) for n, name in enumerate(LEVELS) if n))


def _narrow(floors: Sequence[float]) -> float:
    """Half of the narrowest level, where that is less than usual."""
    return min(HYSTERESIS, *(0.5 * (floor - before) for before, floor in pairwise(floors)))


def _novelty(section: Any) -> Novelty | None:
    if section is False:
        return None
    return Novelty(
        often=float(section.get("often", OFTEN)),
        least=float(section.get("least", LEAST)),
        after=duration(section.get("after", AFTER)),
        up_to=section.get("up_to", UP_TO),
    )


def _pattern(said: Mapping[str, Any], found: Mapping[str, str]) -> Pattern:
    way = next(each for each in WAYS if each in said)
    within = said.get("within", WITHIN)
    items = [[found.get(each, each) for each in names] for names in sequence_of(said)]
    return Pattern(
        name=str(said["name"]),
        title=str(said.get("title") or said["name"]),
        way=way,
        severity=said.get("severity", "medium"),
        within=duration(within),
        again=duration(said.get("again", within)),
        count=said[way] if way != "sequence" else 0,
        least=said.get("from", FROM),
        items=tuple(map(_OR.join, items)),
        members={each: _OR.join(names) for names in items for each in names},
    )
