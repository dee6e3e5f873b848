"""The bus: every signal that is durable, fanned out to whoever listens. Read-only, and nobody's brake.

Each subscriber has a queue and a thread of its own: one that raises is logged, one that hangs loses
what comes after its queue is full, and both are counted. The loop never waits for either.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from engine.matching.candidates import Candidates
from engine.matching.patterns import is_pattern, matches
from engine.signal import Signal

QUEUE: Final = 10_000
_log = structlog.get_logger()

Callback = Callable[[Signal], None]


class Subscription:
    """One listener. `dropped` counts what it was too slow for, `failed` what it raised on."""

    def __init__(self, patterns: Sequence[str], callback: Callback) -> None:
        self.patterns = tuple(map(str, patterns))
        self.dropped = 0
        self.failed = 0
        self._callback = callback
        self._queue: queue.Queue[Signal | None] = queue.Queue(QUEUE)
        self._thread = threading.Thread(target=self._run, name=f"bus {self.patterns[0]}", daemon=True)
        self._thread.start()

    def put(self, signal: Signal) -> None:
        """Queue a signal, or count it as dropped."""
        try:
            self._queue.put_nowait(signal)
        except queue.Full:
            self.dropped += 1

    def close(self, timeout: float) -> None:
        """Let it finish what is queued, for at most `timeout` seconds."""
        try:
            self._queue.put_nowait(None)
        except queue.Full:
            return
        self._thread.join(timeout)

    def _run(self) -> None:
        while (signal := self._queue.get()) is not None:
            try:
                self._callback(signal)
            except Exception as error:  # noqa: BLE001 - a listener's fault stays with the listener
                self.failed += 1
                _log.warning("bus.subscriber_failed", patterns=self.patterns, error=type(error).__name__)


class Bus:
    """Fan-out by signal type: an exact type (also a `SignalType`), or a pattern with `*` and a final `>`."""

    def __init__(self) -> None:
        self.subscriptions: list[Subscription] = []
        self._table: Candidates[Subscription] = Candidates((), matches)

    def subscribe(self, pattern: str | Sequence[str], callback: Callback) -> Subscription:
        """Call `callback` on its own thread with each signal of that type, or those types, from now on.

        Raises `ValueError` for what is no pattern, and would never be called.
        """
        patterns = [pattern] if isinstance(pattern, str) else pattern
        for each in patterns:
            if not is_pattern(each):
                raise ValueError(f"`{each}` is no pattern of signal types")
        return self._changed([*self.subscriptions, Subscription(patterns, callback)])[-1]

    def unsubscribe(self, subscription: Subscription) -> None:
        """Deliver nothing more to it."""
        self._changed([each for each in self.subscriptions if each is not subscription])
        subscription.close(timeout=0)

    def publish(self, signals: Sequence[Signal]) -> None:
        """Hand signals on, in order. Never blocks, never raises."""
        if not self.subscriptions:
            return
        for signal in signals:
            for subscription in self._table.of(signal.type):
                subscription.put(signal)

    def close(self, timeout: float = 1.0) -> None:
        """Let the listeners finish, each for at most `timeout` seconds."""
        for subscription in self.subscriptions:
            subscription.close(timeout)

    def _changed(self, subscriptions: list[Subscription]) -> list[Subscription]:
        self.subscriptions = subscriptions
        self._table = Candidates(((each, each.patterns) for each in subscriptions), matches)
        return subscriptions
