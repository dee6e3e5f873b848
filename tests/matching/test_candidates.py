"""Which documents a signal can concern: `_` and `.` are equal, and wildcards skip the engine's own types."""

from __future__ import annotations

import pytest

from engine.matching import candidates
from engine.matching.candidates import Candidates, concerns
from engine.matching.patterns import matches
from engine.signal import SignalType


@pytest.mark.parametrize(
    ("pattern", "signal_type", "does"),
    [
        ("discord.member_ban", "discord.member.ban", True),
        ("discord.member.ban", "discord.member_ban", True),
        ("discord.member_ban", "discord.member_ban", True),
        ("discord.member", "discord.member.ban", False),
        ("discord.member_ban.>", "discord.member.ban.undone", True),
        ("discord.audit_log.>", "discord.audit.log.entry", True),
        ("acme_edr.alert", "acme.edr.alert", True),
        ("*.member_ban", "discord.member.ban", True),
        ("*.login", "acme_edr.login", True),
        ("*.edr.login", "acme_edr.login", False),
        (">", "discord.message", True),
        (">", "discord", True),
        ("*", "discord", True),
        ("*", "discord.message", False),
    ],
)
def test_a_document_concerns_a_type(pattern: str, signal_type: str, does: bool) -> None:
    assert concerns(pattern, signal_type) is does


@pytest.mark.parametrize("pattern", [">", "*.>", "*.*", "*"])
@pytest.mark.parametrize("own", list(SignalType))
def test_a_wildcard_first_token_skips_the_engines_own_types(pattern: str, own: SignalType) -> None:
    assert not concerns(pattern, own.value)


def test_a_further_type_of_an_own_family_is_skipped_too() -> None:
    assert not concerns(">", "threat.detected.later")


@pytest.mark.parametrize("pattern", ["threat.detected", "threat.*", "threat.>"])
def test_the_engines_own_types_are_met_by_name(pattern: str) -> None:
    assert concerns(pattern, "threat.detected")


def test_items_come_in_the_order_given_and_once() -> None:
    found = Candidates([("b", ["a.x", "a.>"]), ("a", ["a.x"]), ("c", ["b.x"])])

    assert found.of("a.x") == ("b", "a")
    assert found.of("a.y") == ("b",)
    assert found.of("zzz") == ()


def test_another_rule_may_be_given() -> None:
    found = Candidates([("a", [">"])], fits=matches)

    assert found.of("threat.detected") == ("a",)


def test_a_type_is_looked_up_once_and_types_without_number_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(candidates, "_MOST_CACHED", 3)
    asked: list[str] = []

    def rule(pattern: str, signal_type: str) -> bool:
        asked.append(signal_type)
        return True

    found = Candidates([("a", [">"])], fits=rule)
    for signal_type in ("t1", "t1", "t2", "t3", "t4", "t1"):
        assert found.of(signal_type) == ("a",)

    assert asked == ["t1", "t2", "t3", "t4", "t1"]
    assert len(found._by_type) <= 3
