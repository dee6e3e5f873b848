"""What the tools say of themselves for some days, with nobody attacking."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

from tests.bench.alerts.network import Kind, Network
from tests.bench.month.scene import BEGIN, USUAL, Told, poisson

_SLOT_S: Final = 300
_DAY_S: Final = 86_400
_HOURS: Final = (
    .15, .12, .10, .10, .10, .15, .35, .8, 1.5, 2.1, 2.3, 2.2,
    1.8, 2.0, 2.2, 2.1, 1.9, 1.5, 1.0, .7, .5, .4, .3, .2,
)  # fmt: skip
_WEEKEND: Final = 0.35
_BURST: Final = 25
"""Alerts of a burst, on average."""
_JOB_S: Final = 900
_SELDOM_A_DAY: Final = 0.35


def usual(network: Network, first_day: int) -> Iterator[Told]:
    """All false alerts, in no order; `first_day` is 0 for a Monday."""
    for kind in network.kinds:
        for when, host in _times(network, kind, first_day):
            if when >= kind.since * _DAY_S:
                line = network.line(kind.type, kind.system, kind.severity, host)
                yield Told(BEGIN.timestamp() + when, USUAL, line)


def _times(network: Network, kind: Kind, first_day: int) -> Iterator[tuple[float, str]]:
    rng, a_day = network.rng, kind.a_day
    hosts, weights = zip(*kind.homes, strict=True)
    if kind.style == "job":
        yield from _job(rng, kind, a_day, network.days)
        return
    if kind.style == "seldom":
        a_day = _SELDOM_A_DAY * rng.lognormvariate(0, 0.7)
    size = _BURST if kind.style == "bursts" else 1.0
    mood = 1.0
    for slot in range(network.days * _DAY_S // _SLOT_S):
        start = slot * _SLOT_S
        mood = 0.9 * mood + 0.1 * rng.lognormvariate(0, 0.5)
        pace = mood if kind.style == "steady" else mood * _rhythm(start, first_day)
        for _ in range(poisson(rng, a_day / size * _SLOT_S / _DAY_S * pace)):
            host, when = rng.choices(hosts, weights)[0], start + rng.random() * _SLOT_S
            for _ in range(1 + int(rng.expovariate(1 / size)) if size > 1 else 1):
                when += rng.random() * 15
                yield when, host


def _job(rng: random.Random, kind: Kind, a_day: float, days: int) -> Iterator[tuple[float, str]]:
    """Once a day at an hour of its own, at all its hosts."""
    for day in range(days):
        begin = (day * 24 + kind.hour) * 3_600 + rng.gauss(0, 120)
        for host, _ in kind.homes:
            for _ in range(poisson(rng, a_day / len(kind.homes) * rng.lognormvariate(0, 0.3))):
                yield max(0.0, begin + rng.random() * _JOB_S), host


def _rhythm(second: float, first_day: int) -> float:
    weekday = (first_day + int(second // _DAY_S)) % 7
    return _HOURS[int(second // 3_600) % 24] * (_WEEKEND if weekday >= 5 else 1.0)
