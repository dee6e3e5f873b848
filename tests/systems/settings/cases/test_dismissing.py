"""Not an attack: the same is counted quietly for a while, what is worse is told again."""

from __future__ import annotations

from typing import Any

import pytest

from engine.signal import Signal
from engine.systems.settings.cases.book import Case
from tests.systems.settings.cases.outside import GUILD, T0, Outside

MINUTE = 60_000


def alarm(outside: Outside, id_: str, at: int, **fields: Any) -> None:
    outside.alarm(id_, at, **{"actor": 1, "data": {"rule": "r1", "title": "A rule"}, **fields})


def say(outside: Outside, case: Case, verdict: str, by: int | None = 5) -> None:
    data = {"case": case.ref, "verdict": verdict}
    outside.take(
        Signal(f"{verdict}-{outside.now}", "override.recorded", outside.now, guild=GUILD, actor=by, data=data)
    )


def dismissed() -> tuple[Outside, Case]:
    outside = Outside()
    alarm(outside, "a", 0)
    outside.run_until(T0 + 10_000)
    (case,) = outside.book.cases
    say(outside, case, "no_attack")
    outside.run_until(T0 + 15_000)
    return outside, case


def shown(outside: Outside, case: Case) -> dict[str, Any]:
    return outside.messages[f"case:{case.ref}"].body


def test_its_message_says_who_said_so_and_until_when() -> None:
    outside, case = dismissed()
    body = shown(outside, case)
    assert (body["stage"], body["dismissed_by"], body["until"]) == ("dismissed", 5, T0 + 10_000 + 60 * MINUTE)


def test_the_same_is_counted_there_and_calls_nobody() -> None:
    outside, case = dismissed()
    for n in range(5):
        alarm(outside, f"b{n}", (1 + n) * MINUTE)
    outside.run_until(T0 + 10 * MINUTE)
    assert (outside.posts, len(outside.mentions), case.alerts) == (1, 1, 6)
    assert shown(outside, case)["quietly"] == 5


@pytest.mark.parametrize(
    "fields",
    [
        {"severity": "critical"},
        {"data": {"rule": "r2", "title": "Another"}},
        {"severity": "critical", "data": {"rule": "r2"}},
    ],
)
def test_what_is_worse_or_of_another_rule_opens_it_again(fields: dict[str, Any]) -> None:
    outside, case = dismissed()
    alarm(outside, "b", 10 * MINUTE, **fields)
    assert (case.stage, case.dismissal, case.alerts) == ("open", None, 2)


def test_when_it_opens_again_people_are_called_again() -> None:
    outside, _ = dismissed()
    alarm(outside, "b", 10 * MINUTE, data={"rule": "r2"})
    outside.run_until(T0 + 11 * MINUTE)
    assert len(outside.rises) == 1


def test_after_its_time_a_new_case_is_opened() -> None:
    outside, case = dismissed()
    alarm(outside, "b", 62 * MINUTE)
    assert case.stage == "over"
    assert [(each.number, each.former) for each in outside.book.cases] == [(2, 1)]


def test_it_is_quiet_about_that_subject_alone() -> None:
    outside, _ = dismissed()
    alarm(outside, "b", MINUTE, actor=2)
    assert outside.posts == 2


def test_it_can_be_taken_back() -> None:
    outside, case = dismissed()
    say(outside, case, "attack")
    outside.run_until(outside.now + 10_000)
    assert shown(outside, case)["stage"] == "open"


@pytest.mark.parametrize("verdict", ["attack", "anything", ""])
def test_what_says_nothing_new_changes_nothing(verdict: str) -> None:
    outside = Outside()
    alarm(outside, "a", 0)
    (case,) = outside.book.cases
    say(outside, case, verdict)
    assert (case.stage, case.dirty) == ("open", False)


def test_nobody_says_nothing() -> None:
    outside = Outside()
    alarm(outside, "a", 0)
    (case,) = outside.book.cases
    say(outside, case, "no_attack", by=None)
    assert case.stage == "open"


def test_a_case_that_is_over_stays_so() -> None:
    outside = Outside()
    alarm(outside, "a", 0)
    outside.run_until(T0 + 40 * MINUTE)
    (case,) = outside.book.over
    say(outside, case, "no_attack")
    assert (case.stage, case.dismissal) == ("over", None)


def test_a_raid_can_be_dismissed_and_newcomers_of_the_same_rule_join_quietly() -> None:
    outside = Outside()
    for n in range(8):
        alarm(outside, f"s{n}", n * 1_000, actor=n)
    raid = next(case for case in outside.book.cases if case.is_raid)
    say(outside, raid, "no_attack")
    posts = outside.posts
    alarm(outside, "quiet", 9_000, actor=50)
    assert (outside.posts, raid.dismissal is not None and raid.dismissal.quietly) == (posts, 1)
    alarm(outside, "other rule", 100_000, actor=51, data={"rule": "r9"})
    assert (raid.stage, outside.posts) == ("dismissed", posts + 1)
