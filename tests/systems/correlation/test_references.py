"""What a correlation reads, what it mutes, and what reads it."""

from __future__ import annotations

from pathlib import Path

from tests.systems.correlation.community import Community

PAIR = """
title: Two bans
name: pair
correlation: {type: event_count, rules: [ban], group-by: [actor], timespan: 10s, condition: {gte: 2}}
tocsin: {emit: test.pair}
"""
SPREE = """
---
title: Pairs by two people
correlation: {type: value_count, rules: [pair], timespan: 1m, condition: {field: actor, gte: 2}}
tocsin: {emit: test.spree, lateness: 0s}
"""


def test_what_it_counts_does_not_speak_itself(tmp_path: Path) -> None:
    community = Community(tmp_path, PAIR)

    community.ban(0)
    community.kick(0)

    assert [hit.data["rule"] for hit in community.hits] == ["kick"]


def test_what_it_counts_goes_on_to_speak_with_generate(tmp_path: Path) -> None:
    community = Community(tmp_path, PAIR.replace("timespan", "generate: true, timespan"))

    community.ban(0)
    community.ban(1)

    assert [hit.data["rule"] for hit in community.hits] == ["ban", "ban"]
    assert len(community.alerts) == 1


def test_a_correlation_counts_the_signals_of_another(tmp_path: Path) -> None:
    community = Community(tmp_path, PAIR + SPREE)

    for second, actor in ((0, 1), (1, 1), (2, 2), (3, 2)):
        community.ban(second, actor=actor)

    assert [alert.type for alert in community.alerts] == ["test.pair", "test.pair", "test.spree"]
    pairs, spree = community.alerts[:2], community.alerts[2]
    assert spree.cause == tuple(pair.id for pair in pairs)


def test_what_another_settles_is_not_late(tmp_path: Path) -> None:
    settled = PAIR.replace("gte: 2", "eq: 2")
    community = Community(tmp_path, settled + SPREE)

    for second, actor in ((0, 1), (1, 1), (2, 2), (3, 2)):
        community.ban(second, actor=actor)
    community.finish()

    assert [alert.type for alert in community.alerts] == ["test.pair", "test.pair", "test.spree"]


def test_a_signal_that_hits_two_rules_counts_once(tmp_path: Path) -> None:
    again = """
title: A ban, again
name: again
logsource: {product: discord, category: member_ban}
detection: {sel: {actor|exists: true}, condition: sel}
---
"""
    community = Community(tmp_path, again + PAIR.replace("rules: [ban]", "rules: [ban, again]"))

    community.ban(0)
    community.finish()

    assert community.alerts == []


def test_one_rule_may_stand_without_a_list(tmp_path: Path) -> None:
    community = Community(tmp_path, PAIR.replace("[ban]", "ban").replace("[actor]", "actor"))

    community.ban(0)
    community.ban(1)

    assert len(community.alerts) == 1


def test_observing_says_so(tmp_path: Path) -> None:
    community = Community(tmp_path, PAIR.replace("tocsin: {", "tocsin: {mode: observe, "))

    community.ban(0)
    community.ban(1)

    assert community.alerts[0].data["mode"] == "observe"


def test_a_guild_that_is_not_named_is_not_watched(tmp_path: Path) -> None:
    community = Community(tmp_path, PAIR.replace("tocsin: {", "tocsin: {guilds: [2], "))

    for guild in (1, 2):
        community.ban(0, guild=guild)
        community.ban(1, guild=guild)

    assert [alert.guild for alert in community.alerts] == [2]
