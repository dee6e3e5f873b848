"""The desk: what an alert costs the next one, and what people get back."""

from __future__ import annotations

from typing import Any

import pytest

from engine.signal import Signal
from engine.systems.baseline.desk.book import Desk
from engine.systems.baseline.desk.steps import DESK, Desks
from engine.systems.kind import Hit, Moment
from tests.systems.baseline.stream import DAY, GUILD, HOUR, MINUTE, START


def noticed(time: int, excess: float, **said: Any) -> Signal:
    data = {
        "document": "d", "rule": "r", "method": "rate", "where": "", "reason": "high", "level": "medium",
        "excess": excess, "budget": 2.0, "evidence_seconds": 30 * 86_400, **said,
    }  # fmt: skip
    return Signal(f"n{time}", "baseline.noticed", time, guild=GUILD, data=data, origin="derived")


class Book:
    def __init__(self) -> None:
        self.desk = Desk()

    def take(self, signal: Signal) -> bool:
        """Whether people are told."""
        moment = Moment(signal.time, signal.time)
        return bool(Desks().step(None, self.desk, signal, Hit(DESK.identity, (GUILD,)), moment))

    def say(self, time: int, verdict: str, n: int = -1) -> None:
        data = {"alert": self.desk.told[n].ref, "verdict": verdict}
        self.take(Signal(f"w{time}", "baseline.feedback", time, guild=GUILD, actor=5, data=data))

    @property
    def price(self) -> float:
        return self.desk.prices["d"].more


@pytest.mark.parametrize(
    ("verdict", "back"),
    [("anomaly", True), ("expected", False), ("new_normal", False), ("not_anomaly", False)],
)
def test_what_was_worth_reading_makes_the_next_alert_no_dearer(verdict: str, back: bool) -> None:
    book = Book()
    book.take(noticed(START, 9))
    before = book.price
    book.say(START, verdict)
    book.say(START + 1, verdict)

    assert before == pytest.approx(0.35)
    assert book.price == pytest.approx(0 if back else before)


def test_an_alert_remembers_how_far_it_went() -> None:
    book = Book()
    book.take(noticed(START, 5, value=8))
    for n, (excess, value) in enumerate([(6, 20.0), (9, 90.0), (7, 60.0)]):
        book.take(noticed(START + (n + 1) * MINUTE, excess, value=value))
    book.take(noticed(START + 5 * MINUTE, 99, value=500, where="elsewhere"))
    book.take(noticed(START + 7 * HOUR, 5, value=1_000))

    assert (book.desk.told[0].peak, book.desk.told[0].more) == (90, 4)


def test_a_quiet_month_makes_alerts_cheap_again() -> None:
    book = Book()
    told = [book.take(noticed(START + n * DAY // 4, 3)) for n in range(8)]

    assert told[0]
    assert not all(told)
    assert book.take(noticed(START + 30 * DAY, 0.1))
