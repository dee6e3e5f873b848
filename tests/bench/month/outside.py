"""Two weeks of alerts from outside: what the sensors of a small network say, and an intrusion in five phases.

Most such alerts mean nothing, a few kinds make most of them, each host has its own, some come in bursts, and
the same scan runs every Sunday. The catalogue knows none of the types.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, Final

from tests.bench.month.scene import GUILD, USUAL, Told, at, poisson
from tests.bench.month.usual import rhythm

DAYS: Final = 14
HOSTS: Final = tuple(
    f"{kind}-{n}" for kind, many in (("web", 4), ("db", 2), ("desk", 14), ("mail", 1)) for n in range(many)
)
SYSTEMS: Final = {"ids": 22, "endpoint": 26, "login": 9, "proxy": 12}
"""How many kinds of alert each system knows."""
_SLOT_S: Final = 600
_A_SLOT: Final = 5.0


def outside(seed: int) -> list[Told]:
    """Every alert of the two weeks, in order."""
    rng = random.Random(seed)
    told = sorted([*_usual(rng), *_scan(rng), *_intrusion(rng)], key=lambda each: each.time)
    for number, each in enumerate(told, 1):
        each.line.update(id=f"o:{number}", time=round(each.time, 3), guild=GUILD)
    return told


def _usual(rng: random.Random) -> Iterator[Told]:
    kinds = [(system, n) for system, many in SYSTEMS.items() for n in range(many)]
    rng.shuffle(kinds)
    weights = [1 / (rank + 1) ** 1.5 for rank in range(len(kinds))]
    homes = {kind: rng.sample(HOSTS, rng.choice((1, 2, 3, 8, len(HOSTS)))) for kind in kinds}
    begin = at(1, "00:00")
    for slot in range(DAYS * 86_400 // _SLOT_S):
        start = begin + slot * _SLOT_S
        for _ in range(poisson(rng, _A_SLOT * (0.4 + 0.6 * rhythm(start)))):
            kind = rng.choices(kinds, weights)[0]
            host, when = rng.choice(homes[kind]), start + rng.random() * _SLOT_S
            for _ in range(1 + (int(rng.expovariate(1 / 6)) if rng.random() < 0.06 else 0)):
                when += rng.random() * 20
                severity = rng.choice(("low", "low", "medium"))
                yield _alert(when, USUAL, f"{kind[0]}.rule_{kind[1]}", host, severity)


def _scan(rng: random.Random) -> Iterator[Told]:
    """Every Sunday at four the team's own scanner goes over all hosts."""
    for day in (7, 14):
        for host in HOSTS:
            when = at(day, "04:00") + rng.random() * 900
            for _ in range(6):
                yield _alert(when + rng.random() * 120, USUAL, "ids.rule_1", host, "low")


def _intrusion(rng: random.Random) -> Iterator[Told]:
    begin = at(11, "10:40")
    phases: tuple[tuple[str, float, int, str, tuple[str, ...], str], ...] = (
        ("scan", 0, 60, "ids.rule_1", ("web-1",), "low"),
        ("web shell", 2_400, 2, "proxy.upload_of_script", ("web-1",), "medium"),
        ("passwords", 4_500, 180, "login.rule_0", ("web-1", "db-0"), "low"),
        ("next host", 7_800, 4, "endpoint.service_installed", ("db-0", "desk-3"), "medium"),
        ("carried out", 12_000, 40, "ids.long_names_asked", ("db-0",), "low"),
    )
    for name, after, times, type_, hosts, severity in phases:
        for _ in range(times):
            when = begin + after + rng.random() * 500
            yield _alert(when, f"intrusion/{name}", type_, rng.choice(hosts), severity)


def _alert(when: float, scene: str, type_: str, host: str, severity: str) -> Told:
    line: dict[str, Any] = {"system": type_.partition(".")[0], "host": host, "severity": severity}
    return Told(when, scene, {"type": f"alert.{type_}", **line})
