"""Properties of the case book over any stream of alarms, and any way in which its messages end."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.signal import SEVERITIES, Signal
from engine.systems.settings.cases.body import body_of
from engine.systems.settings.cases.book import MOST_CASES, Book
from tests.systems.settings.cases.outside import (
    ARRIVED_UNKNOWN,
    CHANNEL,
    GUILD,
    NEXT,
    REFUSED,
    SENT,
    T0,
    UNKNOWN,
    Outside,
)

HOUR = 3_600_000
ALARMS = st.lists(
    st.tuples(
        st.integers(0, 20_000),  # since the one before
        st.integers(1, 12),  # who
        st.sampled_from(SEVERITIES),
        st.integers(0, 5),  # which rule
    ),
    max_size=60,
)
ENDS = st.lists(
    st.sampled_from([SENT, SENT, SENT, REFUSED, UNKNOWN, ARRIVED_UNKNOWN]), min_size=1, max_size=20
)
DELAYS = st.lists(st.integers(1, 30_000), min_size=1, max_size=20)


def play(alarms: Any, ends: Any = (SENT,), delays: Any = (50,)) -> Outside:
    outside = Outside(delay=lambda n: delays[n % len(delays)], end=lambda n: ends[n % len(ends)])
    at = 0
    for n, (pause, who, severity, rule) in enumerate(alarms):
        at += pause
        data = {"rule": f"r{rule}", "title": f"Rule {rule}"}
        outside.alarm(f"s{n}", at, actor=who, severity=severity, data=data)
    return outside


def counted(outside: Outside) -> int:
    return sum(case.alerts for case in (*outside.book.cases, *outside.book.over))


def alarming(alarms: Any) -> int:
    return sum(SEVERITIES.index(severity) >= 2 for _, _, severity, _ in alarms)


@given(ALARMS, ENDS, DELAYS)
@settings(max_examples=200, deadline=None)
def test_every_alarm_is_counted_in_exactly_one_case(alarms: Any, ends: Any, delays: Any) -> None:
    assert counted(play(alarms, ends, delays)) == alarming(alarms)


@given(ALARMS, ENDS, DELAYS)
@settings(max_examples=200, deadline=None)
def test_two_actions_of_a_case_are_two_seconds_apart(alarms: Any, ends: Any, delays: Any) -> None:
    outside = play(alarms, ends, delays)
    outside.run_until(outside.now + HOUR)
    for slot in {slot for _, slot in outside.begun}:
        times = [at for at, each in outside.begun if each == slot]
        assert all(later - at >= 2_000 for at, later in pairwise(times))


@given(ALARMS, ENDS, DELAYS)
@settings(max_examples=200, deadline=None)
def test_what_stands_in_the_end_is_what_is_known(alarms: Any, ends: Any, delays: Any) -> None:
    """However messages ended meanwhile: once Discord answers again, the newest is shown."""
    outside = play(alarms, ends, delays)
    outside.end = lambda n: SENT
    outside.run_until(outside.now + 20 * 60_000)
    for case in outside.book.cases:
        shown = outside.messages[f"case:{case.ref}"].body
        assert body_of(case, GUILD).items() <= shown.items()


@given(ALARMS, DELAYS)
@settings(max_examples=100, deadline=None)
def test_the_first_alarm_of_a_case_is_posted_at_once(alarms: Any, delays: Any) -> None:
    outside = play(alarms, delays=delays)
    for case in (*outside.book.cases, *outside.book.over):
        first = next(at for at, slot in outside.begun if slot == f"case:{case.ref}")
        assert first == case.opened


@given(ALARMS, ENDS, DELAYS, st.integers(0, 2**32))
@settings(max_examples=50, deadline=None)
def test_a_book_read_back_goes_on_as_it_was(alarms: Any, ends: Any, delays: Any, seed: int) -> None:
    """Whatever the state is, its encoding says all of it: replay and recovery depend on that."""
    undisturbed = play(alarms, ends, delays)
    rng, outside, at = random.Random(seed), Outside(), 0
    outside.delay, outside.end = undisturbed.delay, undisturbed.end
    for n, (pause, who, severity, rule) in enumerate(alarms):
        at += pause
        data = {"rule": f"r{rule}", "title": f"Rule {rule}"}
        outside.alarm(f"s{n}", at, actor=who, severity=severity, data=data)
        if rng.random() < 0.3:
            outside.book = msgspec.msgpack.decode(msgspec.msgpack.encode(outside.book), type=Book)
    assert outside.log == undisturbed.log


@pytest.mark.parametrize("seed", range(5))
def test_a_flood_is_ten_messages_and_two_mentions(seed: int) -> None:
    rng = random.Random(seed)
    outside = Outside()
    for n, at in enumerate(sorted(rng.randrange(60_000) for _ in range(1_000))):
        data = {"rule": f"r{rng.randrange(8)}", "title": "A rule"}
        severity = rng.choice(["medium", "high", "critical"])
        outside.alarm(f"s{n}", at, actor=rng.randrange(300), severity=severity, data=data)
    outside.run_until(T0 + 2 * HOUR)
    assert outside.posts + len(outside.rises) <= 10
    assert len(outside.mentions) <= 2
    assert counted(outside) == 1_000
    (raid,) = (case for case in outside.book.over if case.is_raid)
    assert raid.size > 200


def test_a_book_is_bounded() -> None:
    outside = Outside()
    for n in range(500):
        outside.alarm(f"s{n}", n * 13_000, actor=n)
    assert len(outside.book.cases) <= MOST_CASES
    assert len(msgspec.msgpack.encode(outside.book)) < 200_000


def test_a_case_says_what_to_do_about_the_worst_of_it() -> None:
    outside = Outside(delay=lambda _: 50, end=lambda _: SENT)
    alarms = [("low", "a", "Wait"), ("critical", "b", "Call the owner"), ("high", "c", None)]
    for n, (severity, rule, advice) in enumerate(alarms):
        data = {"rule": rule, "title": rule} | ({} if advice is None else {"advice": advice})
        outside.alarm(f"s{n}", n, actor=1, severity=severity, data=data)
    (case,) = outside.book.cases
    assert body_of(case, GUILD)["advice"] == "Call the owner"


def test_a_case_that_goes_on_is_called_once_for_each_severity() -> None:
    outside = Outside()
    for n in range(40):
        severity = "high" if n < 20 else "critical"
        outside.alarm(f"s{n}", n * 10 * 60_000, actor=1, severity=severity)
    assert (outside.posts, len(outside.mentions), len(outside.rises)) == (1, 2, 1)


def test_after_quiet_a_new_case_names_the_former() -> None:
    outside = Outside()
    outside.alarm("a", 0, actor=1)
    outside.alarm("b", 2 * HOUR, actor=1)
    (case,) = outside.book.cases
    assert (case.number, case.former, outside.posts) == (2, 1, 2)


def test_after_a_raid_that_is_calm_everybody_has_a_case_of_their_own_again() -> None:
    outside = Outside()
    for n in range(9):
        outside.alarm(f"s{n}", n * 1_000, actor=n)
    assert sum(case.is_raid for case in outside.book.cases) == 1
    outside.alarm("later", 9_000 + 5 * 60_000 + 1_000, actor=99)
    assert [case.subject for case in outside.book.cases if case.number == 7] == ["actor:99"]


def test_who_has_a_case_of_their_own_keeps_it_in_a_raid() -> None:
    outside = Outside()
    for n in range(9):
        outside.alarm(f"s{n}", n * 1_000, actor=n)
    outside.alarm("again", 10_000, actor=2)
    own = next(case for case in outside.book.cases if case.subject == "actor:2")
    assert own.alerts == 2


def test_a_channel_that_is_lost_is_left_at_once_and_not_taken_for_a_while() -> None:
    outside = Outside()
    outside.alarm("a", 0, actor=1)
    outside.run_until(T0 + 500)
    outside.messages.clear()  # they went with the channel
    lost = Signal("d", "discord.channel.delete", outside.now, guild=GUILD, channel=CHANNEL, actor=2)
    outside.take(lost)
    assert [at - T0 for at, _ in outside.begun] == [0, 500]
    outside.alarm("b", 5_000, actor=3)
    assert {message.channel for message in outside.messages.values()} == {NEXT}


def test_another_channel_that_is_lost_moves_nothing() -> None:
    outside = Outside()
    outside.alarm("a", 0, actor=1)
    outside.run_until(T0 + 500)
    outside.take(Signal("d", "discord.channel.delete", outside.now, guild=GUILD, channel=555, actor=2))
    assert (len(outside.begun), outside.book.lost) == (1, {})


def test_what_cannot_be_posted_for_an_hour_is_given_up() -> None:
    outside = Outside(end=lambda n: REFUSED)
    outside.alarm("a", 0, actor=1)
    outside.run_until(T0 + 5 * HOUR)
    assert outside.book.cases == []
    assert len(outside.begun) <= 7


def test_nothing_is_edited_while_a_reader_would_see_no_change() -> None:
    """Somebody slips, and takes it back before the next edit was due."""
    outside = Outside()
    outside.alarm("a", 0, actor=1)
    outside.run_until(T0 + 500)
    (case,) = outside.book.cases
    for verdict in ("no_attack", "attack"):
        data = {"case": case.ref, "verdict": verdict}
        outside.take(Signal(verdict, "override.recorded", outside.now, guild=GUILD, actor=5, data=data))
    outside.run_until(T0 + 60_000)
    assert len(outside.begun) == 1


def test_a_message_that_is_old_is_edited_more_slowly() -> None:
    outside = Outside()
    for n in range(2 * 60 * 60):
        outside.alarm(f"s{n}", n * 1_000, actor=1)
    times = [at for at, _ in outside.begun]
    late = [at for at in times if at > T0 + HOUR + 120_000]
    assert all(later - at >= 60_000 for at, later in pairwise(late))
    assert len(late) > 50
    assert len(times) - len(late) > 1_000


def test_who_is_beyond_those_remembered_in_a_raid_is_still_counted() -> None:
    outside = Outside()
    for n in range(1_200):
        outside.alarm(f"s{n}", n * 50, actor=n)
    raid = next(case for case in outside.book.cases if case.is_raid)
    assert (raid.size, raid.strangers, raid.alerts) == (1_000, 195, 1_195)
    assert body_of(raid, GUILD)["strangers"] is True


def test_a_case_that_nobody_saw_yet_is_kept_for_an_hour() -> None:
    outside = Outside(end=lambda n: REFUSED if n < 5 else SENT)
    outside.alarm("a", 0, actor=1)
    outside.run_until(T0 + 50 * 60_000)
    assert [at - T0 for at, _ in outside.begun][:5] == [n * 10 * 60_000 + n * 50 for n in range(5)]
    assert outside.posts == 1
