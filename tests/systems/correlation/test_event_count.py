"""Counting signals: when it fires, when it fires again, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.systems.correlation.community import Community, ms

MASS_BAN = """
title: Mass ban
name: mass_ban
correlation:
  type: event_count
  rules: [ban]
  group-by: [actor]
  timespan: 10s
  condition: {gte: 5}
level: critical
tocsin: {system: antinuke, confidence: 0.75}
"""


def pair(tocsin: str = "{}", condition: str = "{gte: 2}") -> str:
    return f"""
title: Two bans
correlation: {{type: event_count, rules: [ban], timespan: 10s, condition: {condition}}}
tocsin: {tocsin}
"""


def test_fifth_ban_in_ten_seconds_fires_once(tmp_path: Path) -> None:
    community = Community(tmp_path, MASS_BAN)

    for second in range(6):
        community.ban(second)
        assert len(community.alerts) == (second >= 4)
    community.finish()

    assert community.times == [4]


def test_four_bans_are_quiet(tmp_path: Path) -> None:
    community = Community(tmp_path, MASS_BAN)

    for second in range(4):
        community.ban(second)
    community.finish()

    assert community.alerts == []


def test_the_alert_says_who_what_how_often_and_why(tmp_path: Path) -> None:
    community = Community(tmp_path, MASS_BAN)

    ids = [community.ban(second, actor=42, channel=3, target=second) for second in range(5)]

    (alert,) = community.alerts
    assert (alert.type, alert.severity, alert.system, alert.confidence) == (
        "threat.detected", "critical", "antinuke", 0.75,
    )  # fmt: skip
    assert (alert.guild, alert.actor, alert.channel, alert.target) == (1, 42, 3, 4)
    assert alert.data == {
        "rule": "mass_ban", "rule_name": "mass_ban", "title": "Mass ban", "count": 5, "timespan": "10s",
        "from": ms(0), "to": ms(4), "document": "pack/correlation/mass_ban",
        "mode": "propose",
    }  # fmt: skip
    assert (alert.cause, alert.causes) == (tuple(ids), 5)


def test_only_the_newest_twenty_causes_are_named(tmp_path: Path) -> None:
    community = Community(tmp_path, pair(condition="{gte: 30}"))

    ids = [community.ban(second / 10) for second in range(30)]

    (alert,) = community.alerts
    assert (alert.cause, alert.causes) == (tuple(ids[-20:]), 30)


def test_groups_are_counted_apart(tmp_path: Path) -> None:
    community = Community(tmp_path, MASS_BAN)

    for second in range(8):
        community.ban(second, actor=second % 2)
    community.finish()

    assert community.alerts == []


def test_a_missing_field_is_a_group_of_its_own(tmp_path: Path) -> None:
    community = Community(tmp_path, MASS_BAN.replace("[actor]", "[target]"))

    for second in range(5):
        community.ban(second)

    (alert,) = community.alerts
    assert alert.target is None


def test_guilds_are_counted_apart(tmp_path: Path) -> None:
    community = Community(tmp_path, pair())

    community.ban(0, guild=1)
    community.ban(1, guild=2)
    community.finish()

    assert community.alerts == []


@pytest.mark.parametrize(("second", "fires"), [(9.999, 1), (10, 0)])
def test_bans_a_whole_timespan_apart_are_not_together(tmp_path: Path, second: float, fires: int) -> None:
    community = Community(tmp_path, pair())

    community.ban(0)
    community.ban(second)
    community.finish()

    assert len(community.alerts) == fires


def test_bans_of_one_instant_count_together(tmp_path: Path) -> None:
    community = Community(tmp_path, pair())

    community.ban(3)
    community.ban(3)

    assert community.times == [3]


def test_hovering_stays_quiet(tmp_path: Path) -> None:
    """Two bans, and two more no later than a timespan after there were last two: one episode."""
    community = Community(tmp_path, pair())

    for second in (0, 1, 19, 20, 38, 39):
        community.ban(second)
    community.finish()

    assert community.times == [1]


def test_after_a_quiet_timespan_it_is_news_again(tmp_path: Path) -> None:
    community = Community(tmp_path, pair())

    for second in (0, 1, 20, 21):  # two were last held until second 10; 21 is more than a timespan later
        community.ban(second)
    community.finish()

    assert community.times == [1, 21]


def test_rearm_says_how_long_it_must_be_quiet(tmp_path: Path) -> None:
    community = Community(tmp_path, pair("{rearm: 2s}"))

    for second in (0, 1, 11, 12, 24, 24.001):  # held until 10, from 12 until 21, from 24.001
        community.ban(second)
    community.finish()

    assert community.times == [1, 24.001]


def test_the_first_alert_has_no_delay_and_the_next_waits_for_the_watermark(tmp_path: Path) -> None:
    community = Community(tmp_path, pair("{rearm: 0s, lateness: 5s}"))

    community.ban(0)
    community.ban(1)
    assert len(community.alerts) == 1
    community.ban(11)
    community.ban(12)
    assert len(community.alerts) == 1  # a late ban at 2 could still make it one episode
    community.clock(15)
    assert len(community.alerts) == 1
    community.clock(15.001)

    assert community.times == [1, 12]


def test_a_late_ban_that_joins_two_episodes_leaves_one_alert(tmp_path: Path) -> None:
    community = Community(tmp_path, pair("{rearm: 0s, lateness: 20s}"))

    for second in (0, 1, 11, 12):
        community.ban(second)
    community.ban(9, seen=12)
    community.finish()

    assert community.times == [1]


def test_an_earlier_episode_that_comes_late_waits_until_nothing_can_join_it(
    tmp_path: Path,
) -> None:
    community = Community(tmp_path, pair("{rearm: 0s, lateness: 60s}"))

    for second in (40, 41, 0, 1):
        community.ban(second, seen=41 + second / 100)
    assert community.times == [41]
    community.clock(70)
    assert community.times == [41]
    community.clock(70.001)

    assert community.times == [41, 1]


def test_the_alert_is_that_of_the_ban_that_completed_it(tmp_path: Path) -> None:
    community = Community(tmp_path, pair())

    second = community.ban(4)
    first = community.ban(2, seen=4.5, target=9)

    (alert,) = community.alerts
    assert community.times == [2]
    assert (alert.target, alert.cause) == (9, (first, second))


def test_a_ban_later_than_the_lateness_changes_nothing_and_is_counted(tmp_path: Path) -> None:
    community = Community(tmp_path, pair("{lateness: 5s}"))

    community.ban(5)
    community.ban(4.999, seen=10)
    assert (community.alerts, community.state.late) == ([], 1)
    community.ban(5, seen=10)

    assert len(community.alerts) == 1


def test_a_gap_stops_the_watermark_until_it_is_filled(tmp_path: Path) -> None:
    community = Community(tmp_path, pair("{lateness: 5s}"))

    community.ban(0)
    community.gap(3)
    community.ban(60)
    community.ban(1, seen=60)  # back-filled: an hour late, and in time
    assert community.times == [1]
    community.filled(61)
    community.ban(2, seen=62)

    assert community.state.late == 1


@pytest.mark.parametrize(
    ("condition", "times"),
    [
        ("{lt: 3}", [0]),  # one is fewer than three; hovering afterwards is the same episode
        ("{lte: 1}", [0, 12]),  # at 12 only the last is left, a timespan and more after the first alone
        ("{eq: 3}", [2]),
        ("{neq: 3}", [0]),
        ("{gte: 2, lt: 4}", [1]),
        ("{gt: 3}", [3]),
    ],
)
def test_every_comparison(tmp_path: Path, condition: str, times: list[float]) -> None:
    community = Community(tmp_path, pair(condition=condition))

    for second in range(4):
        community.ban(second)
    community.finish()

    assert community.times == times


def test_what_may_become_false_again_waits_for_the_watermark(tmp_path: Path) -> None:
    community = Community(tmp_path, pair("{lateness: 5s}", "{eq: 1}"))

    community.ban(0)
    community.clock(5)
    assert community.alerts == []
    community.clock(5.001)

    assert community.times == [0]


def test_what_becomes_false_in_time_is_no_news(tmp_path: Path) -> None:
    community = Community(tmp_path, pair("{lateness: 5s, rearm: 0s}", "{eq: 1}"))

    community.ban(0)
    community.ban(0, seen=4)
    community.finish()

    assert community.alerts == []


def test_of_a_group_ten_thousand_are_kept_and_the_rest_is_counted(tmp_path: Path) -> None:
    community = Community(tmp_path, pair(condition="{gte: 10000}"))

    for n in range(10_100):
        community.ban(n / 10_000)

    assert len(community.alerts) == 1
    kept, dropped = len(community.state.times), community.state.dropped
    assert kept + dropped == 10_100
    assert 10_000 <= kept <= 10_064


def test_a_busy_group_wakes_once_a_timespan(tmp_path: Path) -> None:
    """A timer a ban would cost a row of the journal each."""
    community = Community(tmp_path, pair())

    for n in range(2_000):
        community.ban(n / 20)

    assert community.core.seq < 2_000 + 12


def test_a_group_that_nothing_is_left_of_is_forgotten(tmp_path: Path) -> None:
    community = Community(tmp_path, pair())

    community.ban(0)
    community.clock(14)
    community.core.cells.prune(99, 0, community.core.look_up)
    assert community.state.times
    community.clock(15.001)
    community.core.cells.prune(99, 0, community.core.look_up)

    assert len(community.core.cells) == 0
