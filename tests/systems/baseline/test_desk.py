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
        "excess": excess, "budget": 2.0, "evidence_seconds": 300 * 86_400, **said,
    }  # fmt: skip
    return Signal(f"n{time}", "baseline.noticed", time, guild=GUILD, data=data, origin="derived")


class Book:
    def __init__(self) -> None:
        self.desk = Desk()

    def take(self, signal: Signal) -> bool:
        """Whether people are told."""
        return "anomaly.detected" in self.types(signal)

    def types(self, signal: Signal) -> list[str]:
        """What the desk says."""
        moment = Moment(signal.time, signal.time)
        effects: Any = Desks().step(None, self.desk, signal, Hit(DESK.identity, (GUILD,)), moment)
        return [str(each.effect.type) for each in effects]

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


def filled(level: str = "medium", budget: float = 2.0, events: int = 4) -> Book:
    """So many alerts, an hour apart, each of another document."""
    book = Book()
    for n in range(events):
        told = book.take(
            noticed(START + n * HOUR, 1, document=f"d{n}", where=f"w{n}", level=level, budget=budget)
        )
        assert told
    return book


def beyond(book: Book, excess: float, after: int = 6 * HOUR, n: int = 9, **said: Any) -> list[str]:
    """The types of what the desk says of one more."""
    more = noticed(START + after, excess, document=f"d{n}", where=f"w{n}", **said)
    return book.types(more)


def test_beyond_twice_the_budget_a_day_each_alert_is_dearer_than_the_one_before() -> None:
    book = filled()

    assert beyond(book, 0.82) == ["baseline.held_back"]
    assert beyond(book, 0.83, 7 * HOUR) == ["anomaly.detected"]
    assert beyond(book, 1.45, 8 * HOUR, 10) == ["baseline.held_back"]
    assert beyond(book, 1.47, 9 * HOUR, 11) == ["anomaly.detected"]
    assert sum(each.held for day in book.desk.counts.values() for each in day.values()) == 2


def test_a_first_time_is_never_held_back() -> None:
    book = filled(events=8, level="low")
    for n in range(6):
        book.take(noticed(START + 9 * HOUR + n * HOUR, 99, document=f"m{n}", where=f"m{n}"))

    assert beyond(book, 0.1, 20 * HOUR) == ["baseline.held_back"]
    assert beyond(book, 0.1, 21 * HOUR, 10, reason="new") == ["anomaly.detected"]


def test_a_budget_of_less_than_one_a_day_reads_one() -> None:
    book = filled(budget=0.25, events=1)

    assert beyond(book, 0.8, budget=0.25) == ["baseline.held_back"]


def test_a_day_later_there_is_room_again() -> None:
    book = filled()

    assert beyond(book, 0.5, DAY - 1) == ["baseline.held_back"]
    assert beyond(book, 0.5, DAY + 4 * HOUR, n=10) == ["anomaly.detected"]


def test_what_was_worth_reading_takes_no_room() -> None:
    book = filled()
    book.say(START + 5 * HOUR, "anomaly", 0)

    assert beyond(book, 0.5) == ["anomaly.detected"]


def test_what_is_told_again_because_it_is_worse_is_one_event() -> None:
    book = filled(events=3)
    for n, excess in enumerate((1, 6, 17)):
        book.take(noticed(START + 4 * HOUR + n * MINUTE, excess, document="d3", where="w3", level="low"))
    assert [each.severity for each in book.desk.told[3:]] == ["low", "medium"]

    assert beyond(book, 0.5) == ["anomaly.detected"]
    assert beyond(book, 0.5, 8 * HOUR, n=10) == ["baseline.held_back"]


def test_what_calls_nobody_takes_no_room_and_is_not_held_back() -> None:
    book = filled(level="low", events=8)

    assert beyond(book, 0.5, 9 * HOUR) == ["anomaly.detected"]
    assert beyond(filled(), 0.5, level="low") == ["anomaly.detected"]


def test_one_event_is_held_back_once() -> None:
    book = filled()

    assert [beyond(book, 0.5, 6 * HOUR + n * MINUTE, n=n) for n in (9, 10, 11)] == [
        ["baseline.held_back"],
        [],
        [],
    ]


def test_what_was_told_a_quarter_ago_is_forgotten_with_the_next_alert() -> None:
    book = filled(events=2)
    assert beyond(book, 1, 90 * DAY) == ["anomaly.detected"]

    assert [each.time for each in book.desk.told] == [START + HOUR, START + 90 * DAY]


def test_a_quiet_month_makes_alerts_cheap_again() -> None:
    book = Book()
    told = [book.take(noticed(START + n * DAY // 4, 3)) for n in range(8)]

    assert told[0]
    assert not all(told)
    assert book.take(noticed(START + 30 * DAY, 0.1))
