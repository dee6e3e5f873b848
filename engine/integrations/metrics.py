"""Figures for Prometheus on a local port, read at each look from what the engine knows anyhow.

Nothing is counted on the way of a signal but what is rare: alarms, ends of actions, uses of commands.
No figure names a server or a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, Protocol
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector, start_http_server
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from engine.errors import UsageError
from engine.runtime.bus import Bus
from engine.runtime.engine import Status
from engine.signal import Signal

COUNTED: Final = (
    "threat.>",
    "policy.>",
    "access.>",
    "anomaly.>",
    "escalation.>",
    "action.*",
    "command.*",
    "engine.step_failed",
    "gateway.gap",
    "backfill.done",
    "rulebook.*",
)
"""Patterns of the types that are counted one by one: few signals have them."""
_GAUGES: Final = {
    "lag": "Rows taken in and not yet on disk.",
    "waiting": "Actions that wait for Discord.",
    "timers": "Timers that are set.",
    "states": "States that documents keep.",
    "documents": "Documents in force.",
    "in_gap": "1 while events may be missing.",
    "is_open": "1 while the journal takes signals in.",
}


class Measured(Protocol):
    """What is asked for figures, from another thread than its own."""

    bus: Bus

    def status(self) -> Status:
        """Figures of this moment."""


class Metrics:
    """Served from when it is made until `close`. `latency` gives seconds to Discord, NaN where unknown.

    Raises `UsageError` when the address cannot be had.
    """

    def __init__(self, engine: Measured, host: str, port: int, latency: Callable[[], float]) -> None:
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        try:
            self._server, _ = start_http_server(port, host, registry)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise UsageError(f"metrics: {host}:{port} is not to be had ({reason})") from error
        self._figures = _Figures(engine, latency)
        registry.register(self._figures)

    @property
    def port(self) -> int:
        """Where it listens: the one that was asked for, or one that was free for 0."""
        return int(self._server.server_port)

    def close(self) -> None:
        """Listen no more."""
        self._figures.close()
        server: WSGIServer = self._server
        server.shutdown()
        server.server_close()


class _Figures(Collector):
    def __init__(self, engine: Measured, latency: Callable[[], float]) -> None:
        self._engine = engine
        self._latency = latency
        self._counts: Counter[str] = Counter()
        self._subscription = engine.bus.subscribe(COUNTED, self._count)

    def collect(self) -> Iterable[Metric]:
        status = self._engine.status()
        yield _counter("tocsin_signals", "Signals in the journal.", status.last_seq)
        yield _counter("tocsin_duplicates", "Signals known already, since the start.", status.duplicates)
        yield _counter("tocsin_refused", "Signals that were not taken in, since the start.", status.refused)
        yield GaugeMetricFamily("tocsin_seen_seconds", "When a signal came last.", status.last_seen / 1000)
        for name, says in _GAUGES.items():
            yield GaugeMetricFamily(f"tocsin_{name}", says, float(getattr(status, name)))
        yield GaugeMetricFamily("tocsin_gateway_latency_seconds", "The last heartbeat.", self._latency())
        noted = CounterMetricFamily("tocsin_noted", "Rare signals by type, since the start.", labels=["type"])
        for type_, count in sorted(self._counts.copy().items()):
            noted.add_metric([type_], count)
        yield noted

    def close(self) -> None:
        self._engine.bus.unsubscribe(self._subscription)

    def _count(self, signal: Signal) -> None:
        self._counts[signal.type] += 1


def _counter(name: str, says: str, value: int) -> Metric:
    return CounterMetricFamily(name, says, value)
