"""Rules in their order, and conditions over their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.systems.correlation.community import Community

KICK_THEN_BAN = """
title: A kick, then a ban
correlation: {type: temporal_ordered, rules: [kick, ban], group-by: [actor], timespan: 10s}
"""
THREE = """
title: A message, a kick, a ban
correlation:
  type: temporal_ordered
  rules: [message, kick, ban]
  group-by: [actor]
  timespan: 10s
  condition: {gte: 2}
"""
BAN_NOT_KICK = """
title: A ban without a kick
correlation: {type: temporal, group-by: [actor], timespan: 10s, condition: ban and not kick}
tocsin: {lateness: 5s}
"""


def test_rules_in_their_order_fire_with_the_last_of_them(tmp_path: Path) -> None:
    community = Community(tmp_path, KICK_THEN_BAN)

    ids = [community.kick(0), community.ban(9.999)]

    (alert,) = community.alerts
    assert community.times == [9.999]
    assert (alert.data["count"], alert.cause, "value" in alert.data) == (2, tuple(ids), False)


@pytest.mark.parametrize("kick", [-0.001, 10])
def test_the_other_order_and_a_whole_timespan_are_quiet(tmp_path: Path, kick: float) -> None:
    community = Community(tmp_path, KICK_THEN_BAN)

    community.ban(10 + kick)
    community.kick(10)
    community.kick(30)
    community.ban(40)
    community.finish()

    assert community.alerts == []


def test_two_at_one_instant_are_in_order_whichever_comes_first(tmp_path: Path) -> None:
    community = Community(tmp_path, KICK_THEN_BAN)

    community.ban(5)
    community.kick(5)

    assert community.times == [5]


def test_a_late_first_one_completes_the_order(tmp_path: Path) -> None:
    community = Community(tmp_path, KICK_THEN_BAN)

    community.ban(5)
    community.kick(3, seen=6)
    community.finish()

    assert community.times == [3]
    assert community.alerts[0].data["to"] == community.alerts[0].data["from"] + 2_000


def test_one_that_is_too_late_completes_nothing(tmp_path: Path) -> None:
    community = Community(tmp_path, KICK_THEN_BAN)

    community.ban(5)
    community.kick(3, seen=8.001)
    community.finish()

    assert community.alerts == []


def test_groups_and_the_group_without_a_value_have_orders_of_their_own(tmp_path: Path) -> None:
    community = Community(tmp_path, KICK_THEN_BAN.replace("actor", "channel"))

    community.kick(0, channel=3)
    community.ban(1, channel=4)
    community.ban(2, channel=None)
    assert community.alerts == []
    community.kick(3, channel=None)
    community.ban(4, channel=None)

    assert (community.times, community.alerts[0].channel) == ([4], None)


def test_part_of_the_order_is_enough_where_a_number_says_so(tmp_path: Path) -> None:
    community = Community(tmp_path, THREE)

    community.ban(0)
    community.kick(1)
    assert community.alerts == []
    community.message(2)
    community.ban(3)

    assert community.times == [3]
    assert community.alerts[0].data["count"] == 2


def test_one_signal_may_be_two_of_the_order(tmp_path: Path) -> None:
    again = """
title: A ban, again
name: again
logsource: {product: discord, category: member_ban}
detection: {sel: {actor|exists: true}, condition: sel}
---
"""
    community = Community(tmp_path, again + KICK_THEN_BAN.replace("kick, ban", "ban, again"))

    community.ban(1)

    assert community.times == [1]


def test_what_must_not_be_there_is_waited_for(tmp_path: Path) -> None:
    community = Community(tmp_path, BAN_NOT_KICK)

    community.ban(0)
    community.clock(5)
    assert community.alerts == []
    community.clock(5.001)

    assert community.times == [0]
    assert community.alerts[0].data["count"] == 1


@pytest.mark.parametrize(("kick", "times"), [(-10, [0]), (-9.999, [0.001]), (0, []), (0.001, [0])])
def test_a_kick_before_a_ban_hides_it_as_long_as_the_window_holds_it(
    tmp_path: Path, kick: float, times: list[float]
) -> None:
    community = Community(tmp_path, BAN_NOT_KICK)

    for what, at in sorted([("kick", kick), ("ban", 0)], key=lambda each: each[1]):
        getattr(community, what)(20 + at)
    community.finish()

    assert [round(time - 20, 3) for time in community.times] == times


def test_a_late_kick_hides_a_ban(tmp_path: Path) -> None:
    community = Community(tmp_path, BAN_NOT_KICK)

    community.ban(5)
    community.kick(5, seen=9)
    community.finish()

    assert community.alerts == []


def test_names_without_not_are_told_of_at_once(tmp_path: Path) -> None:
    either = BAN_NOT_KICK.replace("ban and not kick", "message and (ban or kick)")
    community = Community(tmp_path, either)

    community.message(0)
    assert community.alerts == []
    community.kick(1)

    assert community.times == [1]


def test_names_in_an_order(tmp_path: Path) -> None:
    """Without `rules` it is that of the condition; what must not be there is nowhere in the window."""
    ordered = BAN_NOT_KICK.replace("temporal", "temporal_ordered").replace(
        "ban and not kick", "message and ban and not kick"
    )
    community = Community(tmp_path, ordered)

    community.ban(0)
    community.message(1)
    community.message(20)
    community.ban(21)
    community.message(40)
    community.ban(41)
    community.kick(41)
    community.kick(39)
    community.finish()

    assert community.times == [21]
