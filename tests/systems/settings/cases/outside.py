"""The outside of a case book in tests: steps are run, and what they send ends after a while, in any way."""

from __future__ import annotations

import heapq
from collections import Counter
from typing import Any

import msgspec

from engine.effects import Act, Timer
from engine.signal import Signal
from engine.systems.kind import Moment
from engine.systems.settings.cases.book import Book
from engine.systems.settings.cases.spec import Alerts
from engine.systems.settings.spec import SettingsSpec
from engine.systems.settings.step import step

GUILD, CHANNEL, NEXT, ROLE = 7, 100, 101, 900
T0 = 1_800_000_000_000
ALERTS = Alerts(channels=(CHANNEL, NEXT), mention=ROLE)
SENT, REFUSED, UNKNOWN, ARRIVED_UNKNOWN = "sent", "refused", "unknown", "arrived, and nobody knows"


class Message(msgspec.Struct):
    """A message as it stands: what it says, and when it was posted and edited."""

    id: int
    channel: int
    body: dict[str, Any]
    times: list[int]


class Outside:
    """Runs one book in time. `delay` and `end` of the nth action are asked of functions that a test gives."""

    def __init__(self, alerts: Alerts = ALERTS, delay: Any = lambda n: 50, end: Any = lambda n: SENT) -> None:
        self.spec = SettingsSpec(GUILD, alerts)
        self.book = Book()
        self.delay, self.end = delay, end
        self.now = T0
        self.messages: dict[str, Message] = {}
        self.rises: list[tuple[int, dict[str, Any]]] = []
        self.mentions: list[int] = []
        self.begun: list[tuple[int, str]] = []
        self.log: list[bytes] = []
        self.under_way: Counter[str] = Counter()
        self.posts = 0
        self._wake: int | None = None
        self._ends: list[tuple[int, int, Act, str]] = []
        self._n = 0

    def alarm(self, id_: str, at: int, **fields: Any) -> None:
        """An alarming signal, `at` milliseconds after the beginning."""
        self.run_until(T0 + at)
        fields = {
            "type": "threat.detected",
            "severity": "high",
            "guild": GUILD,
            "origin": "derived",
            **fields,
        }
        self.take(Signal(id=id_, time=self.now, **fields))

    def take(self, signal: Signal) -> None:
        signal.seen = self.now
        for effect in step(self.spec, self.book, signal, Moment(self.now, self.now)):
            self.log.append(msgspec.json.encode(effect))
            if isinstance(effect, Timer):
                self._wake = max(effect.due, self.now + 1)
            else:
                assert isinstance(effect, Act)
                self._begin(effect)

    def run_until(self, until: int) -> None:
        """Timers and ends of actions, in order."""
        while True:
            times = [
                each for each in (self._wake, self._ends[0][0] if self._ends else None) if each is not None
            ]
            if not times or min(times) > until:
                break
            self.now = max(self.now, min(times))
            if self._wake is not None and self._wake <= self.now:
                due, self._wake = self._wake, None
                self.take(Signal(f"timer-{due}", "timer.due", due, guild=GUILD, data={"name": "cases"}))
            else:
                self._finish(*heapq.heappop(self._ends)[2:])
        self.now = max(self.now, until)

    def _begin(self, act: Act) -> None:
        self._n += 1
        if act.action == "discord.message":
            self.rises.append((self.now, act.body))
            if "mention" in act.body:
                self.mentions.append(self.now)
            return
        self.begun.append((self.now, act.slot))
        self.under_way[act.slot] += 1
        assert self.under_way[act.slot] == 1, "two at once"
        end = self.end(self._n)
        arrives = end in {SENT, ARRIVED_UNKNOWN}
        if arrives:
            self._arrive(act)
        heapq.heappush(self._ends, (self.now + self.delay(self._n), self._n, act, end))

    def _arrive(self, act: Act) -> None:
        """As the action does: it edits what is named, finds what it was told to look for, or posts."""
        body = act.body
        found = self.messages.get(act.slot)
        if "message" in body:
            assert found is not None
            assert found.id == body["message"]
        elif found is not None and "look" in body:
            pass
        else:
            assert found is None, "a second message"
            self.posts += 1
            found = self.messages[act.slot] = Message(1000 + self._n, body["channel"], {}, [])
            if "mention" in body:
                self.mentions.append(self.now)
        found.body = body
        found.times.append(self.now)

    def _finish(self, act: Act, end: str) -> None:
        self.under_way[act.slot] -= 1
        data: dict[str, Any] = {"slot": act.slot, "action": act.action}
        if end == SENT:
            found = self.messages[act.slot]
            data |= {"message": found.id, "place": found.channel}
        type_ = {SENT: "action.succeeded", REFUSED: "action.failed"}.get(end, "action.unknown")
        self.take(Signal(f"end-{self._n}-{self.now}", type_, self.now, guild=GUILD, data=data))
