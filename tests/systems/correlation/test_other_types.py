"""Different values, rules together, silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.systems.correlation.community import Community, ms

MANY_TARGETS = """
title: Bans of many members
correlation:
  type: value_count
  rules: [ban]
  group-by: [actor]
  timespan: 10s
  condition: {field: target, gte: 3}
"""
BAN_AND_KICK = """
title: A ban and a kick
correlation: {type: temporal, rules: [ban, kick], group-by: [actor], timespan: 10s}
"""
SILENCE = """
title: No ban
correlation: {type: absence, rules: [ban], timespan: 10s}
tocsin: {lateness: 5s}
"""


def test_the_same_member_counts_once(tmp_path: Path) -> None:
    community = Community(tmp_path, MANY_TARGETS)

    for second, target in enumerate((1, 1, 2, 2, 3)):
        community.ban(second, target=target)

    assert community.times == [4]
    assert (community.alerts[0].data["count"], community.alerts[0].causes) == (3, 5)


def test_a_value_is_forgotten_with_the_last_signal_that_had_it(tmp_path: Path) -> None:
    community = Community(tmp_path, MANY_TARGETS)

    for second, target in ((0, 1), (5, 2), (10, 3), (11, 1)):
        community.ban(second, target=target)

    assert community.times == [11]


def test_a_signal_without_the_field_counts_as_nothing(tmp_path: Path) -> None:
    community = Community(tmp_path, MANY_TARGETS.replace("gte: 3", "lt: 3"))

    community.ban(0, target=None)
    community.finish()

    assert community.alerts == []


def test_all_rules_in_any_order(tmp_path: Path) -> None:
    community = Community(tmp_path, BAN_AND_KICK)

    community.kick(0)
    community.kick(1)
    assert community.alerts == []
    community.ban(2)

    assert community.times == [2]
    assert community.alerts[0].data["count"] == 2


def test_rules_of_different_groups_are_not_together(tmp_path: Path) -> None:
    community = Community(tmp_path, BAN_AND_KICK)

    community.kick(0, actor=1)
    community.ban(1, actor=2)
    community.finish()

    assert community.alerts == []


def test_rules_a_whole_timespan_apart_are_not_together(tmp_path: Path) -> None:
    community = Community(tmp_path, BAN_AND_KICK)

    community.kick(0)
    community.ban(10)
    community.finish()

    assert community.alerts == []


def test_some_of_the_rules_are_enough_where_a_condition_says_so(tmp_path: Path) -> None:
    community = Community(tmp_path, BAN_AND_KICK.replace("timespan", "condition: {gte: 1}, timespan"))

    community.kick(3)

    assert community.times == [3]


def test_silence_is_told_of_once_a_timespan_after_the_last_sign(tmp_path: Path) -> None:
    community = Community(tmp_path, SILENCE)

    community.ban(0)
    last = community.ban(4)
    community.clock(19)
    assert community.alerts == []
    community.clock(19.001)
    community.clock(500)

    (alert,) = community.alerts
    assert community.times == [14]
    assert (alert.data["count"], alert.data["from"], alert.data["to"]) == (0, ms(4), ms(4))
    assert alert.cause == (last,)


def test_nothing_is_missed_of_what_was_never_there(tmp_path: Path) -> None:
    community = Community(tmp_path, SILENCE)

    community.clock(500)

    assert community.alerts == []


def test_a_silence_that_is_due_is_not_forgotten_in_another_guilds_turn(tmp_path: Path) -> None:
    """At its very instant a timer waits for its own guild's turn, and a state may be looked at before."""
    community = Community(tmp_path, SILENCE)
    core = community.core

    community.ban(0)
    community.send("test.tick", 15.001, None, guild=2)
    core.prune(len(core.cells))
    community.clock(15.001)
    community.clock(16)

    assert community.times == [10]


def test_one_sign_alone_does_not_end_a_silence(tmp_path: Path) -> None:
    """It interrupts for one timespan, which is what `rearm` is without being set."""
    community = Community(tmp_path, SILENCE)

    for second in (0, 50, 100):
        community.ban(second)
    community.finish()

    assert community.times == [10]


@pytest.mark.parametrize("tocsin", ["{lateness: 5s, rearm: 1s}", "{lateness: 5s}"])
def test_the_next_silence_is_news(tmp_path: Path, tocsin: str) -> None:
    community = Community(tmp_path, SILENCE.replace("{lateness: 5s}", tocsin))

    for second in (0, 50, 51, 100):
        community.ban(second)
    community.finish()

    assert community.times == ([10, 61, 110] if "rearm" in tocsin else [10, 61])


def test_a_gap_is_not_silence(tmp_path: Path) -> None:
    community = Community(tmp_path, SILENCE)

    community.ban(0)
    community.gap(2)
    community.clock(30)
    community.ban(9, seen=31)
    community.ban(18, seen=31)
    community.filled(31)
    community.ban(27, seen=32)
    community.clock(41)

    assert community.alerts == []


def test_a_late_signal_does_not_hide_a_later_one_with_the_same_value(tmp_path: Path) -> None:
    two = MANY_TARGETS.replace("gte: 3", "gte: 2") + "tocsin: {lateness: 1m}\n"
    community = Community(tmp_path, two)

    community.ban(10, target=1)
    community.ban(0.5, seen=10.5, target=1)
    community.ban(11, target=2)

    assert community.times == [11]
