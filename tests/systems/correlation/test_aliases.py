"""One name for fields that the signals of each rule call otherwise."""

from __future__ import annotations

from pathlib import Path

from tests.systems.correlation.community import Community

MEMBER = """
title: Kicked, and bans
correlation:
  type: temporal
  rules: [kick, ban]
  aliases:
    member: {kick: target, ban: actor}
  group-by: [member]
  timespan: 10s
"""
LOUD = """
title: Loud
name: loud
logsource: {product: discord, category: member_kick}
detection: {sel: {actor|exists: true}, condition: sel}
---
"""


def test_signals_are_put_together_by_what_the_alias_stands_for(tmp_path: Path) -> None:
    community = Community(tmp_path, MEMBER)

    community.kick(0, target=42)
    community.ban(1, actor=41)
    community.ban(2, actor=42)

    assert community.times == [2]


def test_a_signal_that_hits_two_rules_may_be_in_two_groups(tmp_path: Path) -> None:
    text = MEMBER.replace("[kick, ban]", "[kick, loud]").replace("ban: actor", "loud: actor")
    community = Community(tmp_path, LOUD + text)

    community.kick(0, actor=1, target=2)
    assert community.alerts == []
    community.kick(1, actor=2, target=3)
    community.kick(2, actor=4, target=4)

    assert community.times == [1, 2]
    assert len({alert.id for alert in community.alerts}) == 2


def test_those_that_have_nothing_in_their_field_are_one_group(tmp_path: Path) -> None:
    community = Community(tmp_path, MEMBER.replace("ban: actor", "ban: channel"))

    community.kick(0)
    community.ban(1)

    assert community.times == [1]


def test_an_alias_may_be_counted(tmp_path: Path) -> None:
    text = MEMBER.replace("type: temporal", "type: value_count\n  condition: {field: member, gte: 2}")
    community = Community(tmp_path, text.replace("group-by: [member]", "group-by: [guild]"))

    community.kick(0, target=42)
    community.ban(1, actor=42)
    assert community.alerts == []
    community.ban(2, actor=43)

    assert community.times == [2]


def test_a_text_that_people_wrote_is_one_group_under_any_name(tmp_path: Path) -> None:
    """It is kept as a digest only, and that is the same wherever it stands."""
    community = Community(
        tmp_path, MEMBER.replace("ban: actor", "ban: reason").replace("kick: target", "kick: reason")
    )

    community.kick(0, text={"reason": "spam"})
    community.ban(1, text={"reason": "raid"})
    community.ban(2, text={"reason": "spam"})

    assert community.times == [2]
    assert "spam" not in repr([address for address, _ in community.core.cells])


def test_a_correlation_can_be_aliased_too(tmp_path: Path) -> None:
    inner = """
title: Two kicks
name: two_kicks
correlation: {type: event_count, rules: [kick], group-by: [target], timespan: 10s, condition: {gte: 2}}
---
"""
    text = MEMBER.replace("[kick, ban]", "[two_kicks, ban]").replace("kick: target", "two_kicks: target")
    community = Community(tmp_path, inner + text)

    community.kick(0, target=42)
    community.kick(1, target=42)
    community.ban(2, actor=42)

    assert [alert.data["title"] for alert in community.alerts] == ["Two kicks", "Kicked, and bans"]
