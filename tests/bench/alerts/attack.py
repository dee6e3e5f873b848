"""One attack in phases, late in the stream: each phase is what the tools say of it, and is to be told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from tests.bench.alerts.network import Kind, Network
from tests.bench.month.scene import BEGIN, Told

_DAY_S: Final = 86_400
_MINUTE: Final = 60.0
_BY_DAY: Final = 2.0
"""So many times their mean is what people's kinds come at by day."""


class _Part(NamedTuple):
    """`times` alerts of a type over `seconds`, from `after` the phase began."""

    type: str
    system: str
    severity: str
    host: str
    times: int
    seconds: float
    after: float = 0.0


def attack(network: Network) -> Iterator[Told]:
    """Seven to eleven phases in their order, one beginning minutes to an hour after the other."""
    rng = network.rng
    makers = _Phases(network).all()
    chosen = sorted(rng.sample(range(len(makers)), rng.randrange(7, len(makers) + 1)))
    day = network.days - rng.choice((1, 1, 2)) if network.days > 3 else network.days - 1
    begin = BEGIN.timestamp() + day * _DAY_S + rng.uniform(8.5, 17) * 3_600
    for number in chosen:
        name, parts = makers[number]
        longest = 0.0
        for part in parts:
            longest = max(longest, min(part.after + part.seconds, 40 * _MINUTE))
            for _ in range(part.times):
                when = begin + part.after + rng.random() * part.seconds
                line = network.line(part.type, part.system, part.severity, part.host)
                yield Told(when, f"attack/{name}", line)
        begin += longest + rng.choice((2, 5, 12, 25, 50)) * _MINUTE * rng.uniform(0.7, 1.3)


class _Phases:
    """What the tools say of each phase: kinds that they gave before, and kinds that they never gave."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._rng = network.rng
        self._new = 90
        self.front, self.back = network.rng.sample(network.servers, 2)
        self.desk = network.rng.choice(network.desks)

    def all(self) -> list[tuple[str, list[_Part]]]:
        rng = self._rng
        at_front = lambda many, minutes: self._of(self._known(self.front), self.front, many, minutes)  # noqa: E731
        return [
            ("scan", [self._never("nids", host, rng.randrange(2, 9), 2) for host in (self.front, self.back)]
             + [self._of(self._known(host), host, rng.randrange(10, 60), 3) for host in self._some()]),
            ("services", [self._never("nids", self.front, rng.randrange(1, 6), 4) for _ in range(4)]
             + [at_front(rng.randrange(20, 80), 5)]),
            ("directories", [at_front(rng.randrange(400, 4_000), rng.uniform(6, 25)),
                             self._never("hostlog", self.front, rng.randrange(20, 200), 6)]),
            ("site scan", [at_front(rng.randrange(60, 400), 3), self._elsewhere(self.front, 12, 3)]),
            ("web shell", [self._never("learned", self.front, rng.randrange(1, 4), 3)]),
            ("commands", [self._elsewhere(self.front, rng.randrange(2, 12), 20),
                          self._elsewhere(self.front, rng.randrange(1, 6), 20)]),
            ("passwords", [self._of(self._known(self.back), self.back, rng.randrange(80, 600),
                                    rng.uniform(20, 90))]),
            ("one host more", [self._never("hostlog", self.back, rng.randrange(1, 4), 5),
                               self._elsewhere(self.back, 3, 5)]),
            ("power", [self._never("hostlog", self.front, rng.randrange(1, 5), 6),
                       self._elsewhere(self.front, 2, 6)]),
            ("carried out", [self._rise(self.back, rng.uniform(60, 110)),
                             self._elsewhere(self.back, rng.randrange(10, 60), 80)]),
            ("service stopped", [self._never("hostlog", self.front, rng.randrange(1, 3), 1)]),
        ]  # fmt: skip

    def _some(self) -> list[str]:
        return self._rng.sample(self._network.hosts, 3)

    def _never(self, system: str, host: str, times: int, minutes: float) -> _Part:
        """A kind that nobody ever saw."""
        self._new += 1
        severity = self._rng.choice(("low", "medium", "medium", "high"))
        type_ = f"{system}.{self._new:02}"
        return _Part(type_, system, severity, host, times, minutes * _MINUTE)

    def _known(self, host: str) -> Kind:
        """A kind that comes at this host, of no more than half of the ordinary ones' weight."""
        here = [each for each in self._network.kinds if each.a_day and host in dict(each.homes)]
        here.sort(key=lambda each: (each.a_day, each.type))
        return self._rng.choice(here[: max(1, len(here) * 3 // 4)] or self._network.kinds)

    def _of(self, kind: Kind, host: str, times: int, minutes: float) -> _Part:
        return _Part(kind.type, kind.system, kind.severity, host, times, minutes * _MINUTE)

    def _elsewhere(self, host: str, times: int, minutes: float) -> _Part:
        """A kind that is known, at a host that never had it."""
        other = [each for each in self._network.kinds if each.a_day and host not in dict(each.homes)]
        return self._of(self._rng.choice(other or self._network.kinds), host, times, minutes)

    def _rise(self, host: str, minutes: float) -> _Part:
        """A kind that comes all day long comes three times as often."""
        rng = self._rng
        steady = [each for each in self._network.kinds if each.style in ("people", "steady")]
        here = [each for each in steady if host in dict(each.homes)] or steady
        kind = max(rng.sample(here, min(3, len(here))), key=lambda each: each.a_day)
        usually = kind.a_day / 24 * minutes / 60
        return self._of(kind, host, max(20, int(2 * _BY_DAY * usually)), minutes)
