"""More groups at once than a correlation may have: which go, which stay, and who hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.systems.correlation.community import START, Community

MOST = 100
THREE_BANS = f"""
title: Three bans by one
name: three
correlation: {{type: event_count, rules: [ban], group-by: [actor], timespan: 10m, condition: {{gte: 3}}}}
tocsin: {{emit: test.found, most_groups: {MOST}}}
"""
ATTACKER = 7


@pytest.fixture
def community(tmp_path: Path) -> Community:
    return Community(tmp_path, THREE_BANS)


def flood(community: Community, count: int, at: float, guild: int = 1) -> Iterator[float]:
    """So many people ban once each, a second apart; yields when."""
    for n in range(count):
        community.ban(at + n, actor=10_000 + int(at) * 1_000 + n, guild=guild)
        yield at + n


def live(community: Community, guild: int = 1) -> set[object]:
    three = community.core.program.stands_for("pack/correlation/three", guild)
    return {key[1] for (document, key), _ in community.core.cells if document == three and key[0] == guild}


def test_an_eighth_goes_and_it_is_told(community: Community) -> None:
    list(flood(community, MOST, 0))
    assert community.dropped == []

    list(flood(community, 1, 200))

    (signal,) = community.dropped
    assert (signal.severity, signal.guild) == ("medium", 1)
    assert signal.data["full"].endswith("/correlation/three")
    assert signal.data["groups"] == 14
    assert len(live(community)) == MOST - 13


def test_people_hear_of_it_once_a_stretch(community: Community) -> None:
    list(flood(community, 300, 0))
    severities = [each.severity for each in community.dropped]
    assert severities == ["medium"] + ["informational"] * (len(severities) - 1)
    assert len(severities) > 5

    list(flood(community, 300, 10_000))

    assert [each.severity for each in community.dropped].count("medium") == 2


def test_the_groups_that_were_quiet_for_longest_go(community: Community) -> None:
    times = list(flood(community, MOST + 1, 0))

    assert live(community) == {10_000 + int(at) for at in times[14:]}


def test_nobody_hides_behind_a_flood_of_those_who_come_once(community: Community) -> None:
    community.ban(0, actor=ATTACKER)
    community.ban(1, actor=ATTACKER)
    list(flood(community, 400, 2))
    assert community.dropped

    community.ban(500, actor=ATTACKER)

    assert [alert.actor for alert in community.alerts] == [ATTACKER]


def test_what_people_were_told_of_stays_and_is_not_told_again(community: Community) -> None:
    for n in range(3):
        community.ban(n, actor=ATTACKER)
    for n in range(200):  # each twice, and so more than once, too
        community.ban(10 + 2 * n, actor=1_000 + n)
        community.ban(11 + 2 * n, actor=1_000 + n)
    assert community.dropped

    community.ban(500, actor=ATTACKER)

    assert [alert.actor for alert in community.alerts] == [ATTACKER]


def test_where_all_are_open_the_oldest_make_room_for_who_comes(community: Community) -> None:
    for n in range(MOST):
        for again in range(3):
            community.ban(n + again / 10, actor=1_000 + n)
    assert len(community.alerts) == MOST

    community.ban(MOST, actor=ATTACKER)

    assert [each.data["open"] for each in community.dropped] == [True]
    gone = {*range(1_000, 1_000 + MOST), ATTACKER} - live(community)
    assert gone == {*range(1_000, 1_013), ATTACKER}
    assert {row.key[1] for row in community.core.timers}.isdisjoint(gone)
    for n in range(3):
        community.ban(MOST + n, actor=ATTACKER)
    assert community.alerts[-1].actor == ATTACKER


def test_another_guild_has_a_limit_of_its_own(community: Community) -> None:
    list(flood(community, 80, 0, guild=1))
    list(flood(community, 80, 0, guild=2))
    assert community.dropped == []

    list(flood(community, 40, 100, guild=2))

    assert {each.guild for each in community.dropped} == {2}
    assert len(live(community)) == 80


def test_each_has_the_limit_that_it_names(tmp_path: Path) -> None:
    more = THREE_BANS.replace("name: three", "name: more").replace(f"{MOST}", f"{2 * MOST}")
    community = Community(tmp_path, f"{more}---{THREE_BANS}")

    list(flood(community, 2 * MOST, 0))
    assert {each.data["full"] for each in community.dropped} == {"pack/correlation/three"}
    list(flood(community, 1, 300))

    assert community.dropped[-1].data["full"] == "pack/correlation/more"


def test_groups_in_which_nothing_is_left_do_not_count(community: Community) -> None:
    list(flood(community, 90, 0))
    list(flood(community, 90, 1_000))

    assert community.dropped == []
    assert community.core.last_seen >= START + 1_000_000
