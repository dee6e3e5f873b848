"""A small network and what watches it: hosts, tools, and the kinds of alert that each tool gives day by day.

A few kinds make most of all alerts, and most mean nothing: people who mistype, jobs, probes from anywhere.
"""

from __future__ import annotations

import random
from typing import Any, Final, NamedTuple

SERVERS: Final = ("web", "mail", "files", "cloud", "proxy", "vpn", "db", "intranet")
TOOLS: Final = (("nids", 14), ("hostlog", 24), ("learned", 8))
"""What the tools are called, and how many kinds of alert each gives: one of the network, one that reads the
logs of hosts by rules, one that has learned what logs look like and complains of what is new."""
_STYLES: Final = ("people",) * 5 + ("steady",) * 2 + ("bursts",) * 2 + ("job", "seldom")
_SEVERITIES: Final = ("informational", "low", "low", "low", "medium", "medium", "high")
_LEAST_AT_HOME: Final = 4.0
"""A day."""


class Kind(NamedTuple):
    """A kind of alert: of which tool, at which hosts it comes and how often, and how it comes.

    `homes` are hosts with weights. `style`: with people's hours, at a steady pace, in bursts, once a day at
    `hour`, or hardly ever. From day `since` on: tools get new rules, and one that learns says nothing in its
    first hours.
    """

    type: str
    system: str
    severity: str
    style: str
    homes: tuple[tuple[str, float], ...]
    a_day: float
    hour: float
    since: float


class Network:
    """Hosts, and kinds of alert, of about so many alerts in all; drawn by chance."""

    def __init__(self, rng: random.Random, days: int, alerts: int) -> None:
        self.rng = rng
        self.desks = tuple(f"desk-{n}" for n in range(rng.randrange(5, 30)))
        self.servers = tuple(rng.sample(SERVERS, rng.randrange(4, len(SERVERS) + 1)))
        self.hosts = (*self.servers, *self.desks)
        self.days = days
        kinds = [self._kind(system, n) for system, many in TOOLS for n in range(many)]
        whole = sum(each.a_day for each in kinds) * days
        self.kinds = [each._replace(a_day=_a_day(each, alerts / whole)) for each in kinds]
        self._spelling = rng.choice((_by_host, _by_agent, _by_data, _by_actor))
        self._numbers = {host: 10**17 + n for n, host in enumerate(self.hosts)}

    def line(self, type_: str, system: str, severity: str, host: str) -> dict[str, Any]:
        """An alert as this network's team writes it: teams differ in how they name a host."""
        line = {"type": type_, "system": system, "severity": severity}
        return line | self._spelling(host, self._numbers[host])

    def _kind(self, system: str, number: int) -> Kind:
        rng = self.rng
        style = rng.choice(_STYLES)
        among = rng.choice((self.servers, self.servers, self.desks, self.hosts))
        homes = rng.sample(among, min(len(among), rng.choice((1, 1, 2, 3, 6, len(among)))))
        a_day = 0.0 if style == "seldom" else rng.lognormvariate(0, 2.2)
        late = rng.random()
        since = rng.uniform(0.0, 0.6) if system == "learned" else 0.0
        if late < 0.03:
            since = rng.uniform(1, self.days)
        return Kind(
            f"{system}.{number:02}", system, rng.choice(_SEVERITIES), style,
            tuple((home, rng.lognormvariate(0, 0.6)) for home in homes), a_day, rng.uniform(0, 24), since,
        )  # fmt: skip


def _a_day(kind: Kind, times: float) -> float:
    """What is no rarity comes at each of its hosts a few times a day."""
    return max(kind.a_day * times, _LEAST_AT_HOME * len(kind.homes)) if kind.a_day else 0.0


def _by_host(host: str, number: int) -> dict[str, Any]:
    del number
    return {"host": host}


def _by_agent(host: str, number: int) -> dict[str, Any]:
    del number
    return {"agent": {"name": host}, "location": "/var/log"}


def _by_data(host: str, number: int) -> dict[str, Any]:
    return {"data": {"hostname": host, "src_ip": f"10.0.0.{number % 250}"}}


def _by_actor(host: str, number: int) -> dict[str, Any]:
    del host
    return {"actor": str(number)}
