"""Communities full of small findings, and incidents among them: what a score must tell apart.

Every number is drawn from a seed. Noise comes in its own rhythm of the day, in clumps, mostly about the same
few people, and some of it is medium or high. Incidents differ in how loud they are; some are made of nothing
but what is noise else.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from math import cos, pi
from typing import Final, NamedTuple

from engine.signal import Severity

DAYS: Final = 21
QUIET_DAYS: Final = 3
"""Nothing happens in the first ones: everybody has to learn what is usual."""
MINUTE: Final = 60_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
BEGIN: Final = 1_800_000_000_000
MEMBERS: Final = 300
_INCIDENTS: Final = 14
_KINDS: Final[Sequence[tuple[Severity, int]]] = (
    ("informational", 3),
    ("low", 6),
    ("medium", 4),
    ("high", 1),
)
_A_DAY: Final = {"informational": (4, 60), "low": (2, 60), "medium": (0.5, 25), "high": (0.1, 0.5)}
"""How many of one kind come in a day, at the least and at the most."""
_SYSTEMS: Final = ("automod", "antinuke", "permissions", "scanner")


class Kind(NamedTuple):
    """A kind of finding: how bad, how sure, of which system, and who it mostly is about."""

    name: str
    severity: Severity
    confidence: float
    system: str
    known: Sequence[int]


class Finding(NamedTuple):
    """One finding about a member, at an instant (milliseconds)."""

    time: int
    kind: Kind
    actor: int


class Incident(NamedTuple):
    """Who did it, when it begins, and when people have dealt with it."""

    actors: frozenset[int]
    begin: int
    settled: int


class Community(NamedTuple):
    """All findings in order of time, and what of it was an attack."""

    findings: Sequence[Finding]
    incidents: Sequence[Incident]


def community(seed: int) -> Community:
    """One community's three weeks."""
    rng = random.Random(seed)
    kinds = list(_kinds(rng))
    found = [each for kind in kinds for each in _noise(rng, kind)]
    incidents = []
    for _ in range(_INCIDENTS):
        begin = BEGIN + int(rng.uniform(QUIET_DAYS, DAYS - 1) * DAY)
        part = sorted(rng.choice(_SCRIPTS)(rng, kinds, begin), key=lambda each: each.time)
        found += part
        settled = part[-1].time + int(HOUR * rng.lognormvariate(0, 1))
        incidents.append(Incident(frozenset(each.actor for each in part), part[0].time, settled))
    return Community(sorted(found, key=lambda each: each.time), incidents)


def _kinds(rng: random.Random) -> Iterator[Kind]:
    for severity, count in _KINDS:
        for n in range(count):
            known = [rng.randrange(1, MEMBERS + 1) for _ in range(rng.choice((3, 10, 40)))]
            yield Kind(f"{severity}-{n}", severity, rng.uniform(0.4, 1), rng.choice(_SYSTEMS), known)


def _noise(rng: random.Random, kind: Kind) -> Iterator[Finding]:
    """Clumps of findings, more by day than by night."""
    least, most = _A_DAY[kind.severity]
    a_day, clump = least * (most / least) ** rng.random(), rng.choice((1.0, 2.0, 5.0))
    peak, time = rng.uniform(0, DAY), float(BEGIN)
    while (time := time + rng.expovariate(2 * a_day / clump / DAY)) < BEGIN + DAYS * DAY:
        if rng.random() > 0.5 * (1 + cos(2 * pi * (time - peak) / DAY)):
            continue
        actor, at = _somebody(rng, kind), time
        while True:
            yield Finding(int(at), kind, actor)
            at += rng.expovariate(1 / (2 * MINUTE))
            if rng.random() < 1 / clump:
                break
            actor = actor if rng.random() < 0.7 else _somebody(rng, kind)


def _somebody(rng: random.Random, kind: Kind) -> int:
    return rng.choice(kind.known) if rng.random() < 0.8 else rng.randrange(1, MEMBERS + 1)


def _new(rng: random.Random, severity: Severity) -> Kind:
    """A kind that noise does not have."""
    return Kind(
        f"rare-{severity}-{rng.randrange(3)}", severity, rng.uniform(0.6, 1), rng.choice(_SYSTEMS), ()
    )


def _of(rng: random.Random, kinds: Sequence[Kind], *severities: Severity) -> Kind:
    return rng.choice([each for each in kinds if each.severity in severities])


def _raid(rng: random.Random, kinds: Sequence[Kind], begin: int) -> Iterator[Finding]:
    kind, long = _of(rng, kinds, "low", "medium"), rng.uniform(3, 20) * MINUTE
    for actor in range(rng.randint(12, 50)):
        for _ in range(rng.randint(1, 3)):
            yield Finding(begin + int(rng.uniform(0, long)), kind, 10_000 + actor + begin % 1_000)
    yield Finding(begin + int(long), _new(rng, rng.choice(("medium", "high"))), 10_000 + begin % 1_000)


def _nuke(rng: random.Random, kinds: Sequence[Kind], begin: int) -> Iterator[Finding]:
    del kinds
    actor, at = rng.randrange(1, MEMBERS + 1), float(begin)
    for _ in range(rng.randint(2, 7)):
        yield Finding(int(at), _new(rng, rng.choice(("high", "high", "critical"))), actor)
        at += rng.expovariate(1 / MINUTE)


def _takeover(rng: random.Random, kinds: Sequence[Kind], begin: int) -> Iterator[Finding]:
    actor, at = rng.randrange(1, MEMBERS + 1), float(begin)
    for _ in range(rng.randint(3, 7)):
        yield Finding(
            int(at), _new(rng, "medium") if rng.random() < 0.6 else _of(rng, kinds, "medium"), actor
        )
        at += rng.expovariate(1 / HOUR)
    yield Finding(int(at), _new(rng, rng.choice(("medium", "high"))), actor)


def _scam(rng: random.Random, kinds: Sequence[Kind], begin: int) -> Iterator[Finding]:
    for actor in [rng.randrange(1, MEMBERS + 1) for _ in range(rng.randint(1, 3))]:
        for _ in range(rng.randint(2, 6)):
            kind = _new(rng, "medium") if rng.random() < 0.4 else _of(rng, kinds, "low", "medium")
            yield Finding(begin + int(rng.uniform(0, 30 * MINUTE)), kind, actor)


def _flood(rng: random.Random, kinds: Sequence[Kind], begin: int) -> Iterator[Finding]:
    kind, actor = _of(rng, kinds, "low", "medium"), rng.randrange(1, MEMBERS + 1)
    for _ in range(rng.randint(15, 60)):
        yield Finding(begin + int(rng.uniform(0, 10 * MINUTE)), kind, actor)


def _probe(rng: random.Random, kinds: Sequence[Kind], begin: int) -> Iterator[Finding]:
    del kinds
    actor = rng.randrange(1, MEMBERS + 1)
    for _ in range(rng.randint(2, 4)):
        kind = _new(rng, rng.choice(("low", "medium")))
        yield Finding(begin + int(rng.uniform(0, 2 * HOUR)), kind, actor)


_SCRIPTS: Final = (_raid, _nuke, _takeover, _scam, _flood, _probe)
