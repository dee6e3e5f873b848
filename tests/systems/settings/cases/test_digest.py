"""The daily digest: what nobody was told of, counted by rule; nothing for nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from engine.instants import posix_ms
from engine.signal import Signal
from engine.systems.settings.cases.daily import next_time
from tests.systems.settings.cases.outside import ALERTS, CHANNEL, GUILD, T0, Outside

DAY = 86_400_000
BERLIN = ZoneInfo("Europe/Berlin")


def ms(text: str) -> int:
    return posix_ms(datetime.fromisoformat(text).replace(tzinfo=BERLIN))


def digests(outside: Outside) -> list[tuple[int, dict[str, Any]]]:
    return [(at, body) for at, body in outside.rises if body["kind"] == "digest"]


def quiet(outside: Outside, id_: str, at: int, rule: str, **fields: Any) -> None:
    data = {"rule": rule, "title": rule.title(), **fields.pop("data", {})}
    outside.alarm(id_, at, **{"severity": "low", "actor": 1, "data": data, **fields})


def test_what_is_below_and_what_is_observed_is_told_once_a_day_by_rule() -> None:
    outside = Outside()
    for n in range(3):
        quiet(outside, f"a{n}", n * 1_000, "spam")
    quiet(outside, "b", 5_000, "flood", severity="critical", data={"mode": "observe"})
    quiet(outside, "c", 6_000, "spam", severity="high", data={"mode": "observe"})
    outside.run_until(T0 + 3 * DAY)
    ((at, body),) = digests(outside)
    assert at == next_time(T0, "09:00", "UTC")
    assert body["rules"] == [["Spam", 1, 3], ["Flood", 1, 0]]
    assert (body["observed"], body["below"], body["since"], body["channel"]) == (2, 3, T0, CHANNEL)
    assert outside.posts == 0


def test_without_a_channel_it_is_told_all_the_same() -> None:
    outside = Outside(msgspec.structs.replace(ALERTS, channels=()))
    quiet(outside, "a", 0, "spam")
    outside.run_until(T0 + DAY)
    assert [body["channel"] for _, body in digests(outside)] == [None]


def test_nothing_is_told_when_there_was_nothing() -> None:
    outside = Outside()
    outside.alarm("a", 0, severity="critical", actor=1)
    outside.run_until(T0 + 3 * DAY)
    assert digests(outside) == []


def test_each_day_begins_anew() -> None:
    outside = Outside()
    for day in range(3):
        quiet(outside, f"a{day}", day * DAY, "spam")
    outside.run_until(T0 + 5 * DAY)
    assert [body["below"] for _, body in digests(outside)] == [1, 1, 1]


def test_it_can_be_left_out() -> None:
    outside = Outside(msgspec.structs.replace(ALERTS, digest=None))
    quiet(outside, "a", 0, "spam")
    outside.run_until(T0 + 3 * DAY)
    says(outside, 1, key=[], before=5, value=11)
    outside.run_until(T0 + 5 * DAY)
    assert (digests(outside), outside.book.digest, outside.book.learned) == ([], {}, {})


def test_rules_beyond_those_remembered_are_counted_together() -> None:
    outside = Outside()
    for n in range(70):
        quiet(outside, f"a{n}", n, f"rule {n}")
    outside.run_until(T0 + 2 * DAY)
    ((_, body),) = digests(outside)
    assert (body["below"], body["rest"], len(body["rules"]), body["more"]) == (50, 20, 8, 42)


def says(outside: Outside, n: int, type_: str = "baseline.adopted", **data: Any) -> None:
    data = {"rule": "load", "title": "Load", **data}
    outside.take(Signal(f"s{n}", type_, outside.now, guild=GUILD, data=data, origin="derived"))


def test_what_baselines_say_of_themselves_is_told_once_a_day_in_any_mode() -> None:
    outside = Outside()
    says(outside, 1, key=["host=a"], before=5, value=11)
    outside.run_until(T0 + 1_000)
    says(outside, 2, key=["host=a"], before=11, value=17)
    for n in (3, 4):
        says(outside, n, "baseline.keys_dropped", keys=20, most_keys=10)
    outside.run_until(T0 + 3 * DAY)
    ((at, body),) = digests(outside)
    assert at == next_time(T0, "09:00", "UTC")
    adopted, dropped = body["learned"]
    assert (adopted["key"], adopted["before"], adopted["value"]) == (["host=a"], 5, 17)
    assert (dropped["type"], dropped["count"]) == ("baseline.keys_dropped", 40)
    assert (body["below"], body["rules"], body["learned_more"]) == (0, [], 0)
    assert (outside.posts, outside.book.learned) == (0, {})


def test_what_says_of_itself_that_it_is_a_baseline_is_not_believed() -> None:
    outside = Outside()
    outside.take(Signal("s", "baseline.adopted", T0, guild=GUILD, data={"title": "Free nitro"}))
    outside.run_until(T0 + 3 * DAY)
    assert digests(outside) == []


@pytest.mark.parametrize(("rules", "shown"), [(0, (0, 8)), (2, (2, 6)), (6, (5, 3)), (40, (5, 3))])
def test_rules_and_baselines_share_the_lines_of_a_phone(rules: int, shown: tuple[int, int]) -> None:
    outside = Outside()
    for n in range(rules):
        quiet(outside, f"a{n}", 0, f"rule {n}")
    for n in range(70):
        says(outside, n, key=[f"host={n}"], before=1, value=n)
    outside.run_until(T0 + 3 * DAY)
    ((_, body),) = digests(outside)
    assert (len(body["rules"]), len(body["learned"])) == shown
    assert body["more"] == rules - shown[0]
    assert body["learned_more"] == 70 - shown[1]


def test_what_is_wrong_with_the_bot_itself_is_told_whatever_the_mode() -> None:
    outside = Outside()
    data = {"failed": "p/detection/r", "mode": "observe"}
    signal = Signal("f", "engine.step_failed", T0, guild=GUILD, severity="high", data=data, origin="derived")
    outside.take(signal)
    assert outside.posts == 1


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-01-05T08:59:59", "2026-01-05T09:00"),
        ("2026-01-05T09:00", "2026-01-06T09:00"),
        ("2026-03-28T20:00", "2026-03-29T09:00"),  # the night in which an hour is left out
        ("2026-10-24T20:00", "2026-10-25T09:00"),  # and that in which one comes twice
        ("2026-12-31T23:00", "2027-01-01T09:00"),
    ],
)
def test_it_is_the_time_on_the_wall(now: str, due: str) -> None:
    assert next_time(ms(now), "09:00", "Europe/Berlin") == ms(due)


@pytest.mark.parametrize("hour", range(24))
def test_every_time_comes_within_a_day_or_so_wherever_clocks_are_set(hour: int) -> None:
    now, seen = ms("2026-10-23T00:00"), []
    for _ in range(5):
        due = next_time(now, f"{hour:02}:30", "Europe/Berlin")
        assert now < due <= now + 26 * 3_600_000
        seen.append(datetime.fromtimestamp(due / 1000, BERLIN))
        now = due
    assert [(each.day, each.hour, each.minute) for each in seen] == [(23 + n, hour, 30) for n in range(5)]


def test_a_zone_that_is_not_known_here_is_utc() -> None:
    assert next_time(T0, "09:00", "Nowhere/At_All") == next_time(T0, "09:00", "UTC")
