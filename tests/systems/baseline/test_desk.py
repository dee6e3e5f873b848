"""The desk: what an alert costs the next one, and what people get back."""

from __future__ import annotations

from math import log10
from typing import Any

import pytest

from engine.signal import Signal
from engine.systems.baseline.desk.book import Desk
from engine.systems.baseline.desk.steps import DESK, SPARE, Desks
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
        if "excess" in signal.data:
            signal.data["seldom"] = signal.data["excess"] + self.least(signal.data)
        effects: Any = Desks().step(None, self.desk, signal, Hit(DESK.identity, (GUILD,)), moment)
        return [str(each.effect.type) for each in effects]

    def least(self, data: dict[str, Any]) -> float:
        """What the budget asks of it, so that its excess is what it has beyond that."""
        documents = {*self.desk.prices, data["document"]}
        return (SPARE if "kind" in data else 0.0) - log10(data["budget"] / max(len(documents), 2))

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

    assert before == pytest.approx(0.2)
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

    assert beyond(book, 0.43) == ["baseline.held_back"]
    assert beyond(book, 0.45, 7 * HOUR) == ["anomaly.detected"]
    assert beyond(book, 0.72, 8 * HOUR, 10) == ["baseline.held_back"]
    assert beyond(book, 0.74, 9 * HOUR, 11) == ["anomaly.detected"]
    assert sum(each.held for day in book.desk.counts.values() for each in day.values()) == 2


def test_a_first_time_is_never_held_back() -> None:
    book = filled(events=8, level="low")
    for n in range(6):
        book.take(noticed(START + 9 * HOUR + n * HOUR, 99, document=f"m{n}", where=f"m{n}"))

    assert beyond(book, 0.1, 20 * HOUR) == ["baseline.held_back"]
    assert beyond(book, 0.1, 21 * HOUR, 10, reason="new") == ["anomaly.detected"]


def test_a_budget_of_less_than_one_a_day_reads_one() -> None:
    book = filled(budget=0.25, events=1)

    assert beyond(book, 0.4, budget=0.25) == ["baseline.held_back"]


def test_a_day_later_there_is_room_again() -> None:
    book = filled()

    assert beyond(book, 0.4, DAY - 1) == ["baseline.held_back"]
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
    assert beyond(book, 0.4, 8 * HOUR, n=10) == ["baseline.held_back"]


def test_what_calls_nobody_takes_no_room_and_is_not_held_back() -> None:
    book = filled(level="low", events=8)

    assert beyond(book, 0.5, 9 * HOUR) == ["anomaly.detected"]
    assert beyond(filled(), 0.5, level="low") == ["anomaly.detected"]


def test_one_event_is_held_back_once() -> None:
    book = filled()

    assert [beyond(book, 0.4, 6 * HOUR + n * MINUTE, n=n) for n in (9, 10, 11)] == [
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
    told = [book.take(noticed(START + n * DAY // 4, 1.0)) for n in range(8)]

    assert told[0]
    assert not all(told)
    assert book.take(noticed(START + 30 * DAY, 0.9))


def test_the_same_kind_within_an_event_is_no_second_alert_and_another_kind_is() -> None:
    book = Book()
    told = [
        book.take(noticed(START + at * MINUTE, 9, kind=kind, place=place))
        for at, kind, place in (
            (0, "scan", "web"),
            (1, "probe", "web"),
            (5, "scan", "mail"),
            (6, "probe", "web"),
            (7, "upload", "web"),
            (8, "upload", "web"),
        )
    ]

    assert told == [True, False, False, False, True, False]


def test_baselines_that_tell_no_kinds_apart_have_one_event_together() -> None:
    book = Book()

    assert [book.take(noticed(START + n * 5 * MINUTE, 9, document=f"d{n}")) for n in range(3)] == [
        True, False, False,
    ]  # fmt: skip


def test_what_is_as_common_as_ever_is_told_when_much_else_stands_out() -> None:
    alone, together = Book(), Book()
    for n in range(6):
        together.take(noticed(START + n * 5 * MINUTE, -1, kind=f"k{n}", place="web", where=f"{n}"))
    at = START + HOUR

    assert not alone.take(noticed(at, -0.1, kind="new", place="web"))
    assert together.take(noticed(at, -0.1, kind="new", place="web"))
    assert not together.take(noticed(at + 9 * HOUR, -0.1, kind="newer", place="web"))


def test_as_much_stands_out_as_always_does() -> None:
    book = Book()
    for n in range(3 * 24 * 4):
        book.take(noticed(START + n * 15 * MINUTE, -2, kind=f"k{n % 40}", place=f"h{n % 20}"))

    assert not book.take(noticed(START + 3 * DAY, -1, kind="new", place="h0"))


def test_of_a_wild_morning_nothing_is_left_to_silence_the_evening() -> None:
    book = Book()
    for n in range(30):
        book.take(noticed(START + n * 8 * MINUTE, 50, kind=f"k{n}", place=f"h{n}", where=f"{n}"))

    assert 0.9 < book.price <= 1


def test_loud_noise_that_matters_little_hides_nothing_that_matters_more() -> None:
    book = Book()
    assert book.take(noticed(START, 20.0, document="reactions", level="low", where="a"))

    assert not book.take(noticed(START + MINUTE, 15.0, document="voice", level="low", where="b"))
    assert book.take(noticed(START + 2 * MINUTE, 3.0, document="bans", level="medium", where="c"))
    assert not book.take(noticed(START + 3 * MINUTE, 3.0, document="kicks", level="medium", where="d"))
    assert book.desk.told[-1].is_worse
