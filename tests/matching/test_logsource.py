"""Log sources as patterns of signal types."""

from __future__ import annotations

from typing import Any

import pytest

from engine.matching.candidates import concerns
from engine.matching.logsource import ANY_TYPE, read_logsource


@pytest.mark.parametrize(
    ("logsource", "patterns"),
    [
        (None, ANY_TYPE),
        ({"product": "discord", "category": "member_ban"}, ("discord.member_ban",)),
        ({"product": "discord", "service": "audit", "category": "x"}, ("discord.audit.x",)),
        ({"product": "discord", "service": "audit"}, ("discord.audit", "discord.audit.>")),
        ({"product": "discord"}, ("discord", "discord.>")),
        ({"category": "login"}, ("*.login",)),
        ({"service": "sshd"}, ("*.sshd", "*.sshd.>")),
        ({"service": "sshd", "category": "login"}, ("*.sshd.login",)),
        ({"product": "Discord ", "category": "Member Ban"}, ("discord.member_ban",)),
        ({"product": "a*", "category": ">"}, ("a_._",)),
        ({"product": "discord", "category": "message", "definition": "why"}, ("discord.message",)),
        ({"product": "discord", "service": None, "category": "message"}, ("discord.message",)),
    ],
)
def test_patterns(logsource: Any, patterns: tuple[str, ...]) -> None:
    assert read_logsource(logsource) == (patterns, [])


@pytest.mark.parametrize(
    ("logsource", "signal_type", "about"),
    [
        ({"product": "discord", "category": "member_ban"}, "discord.member.ban", True),
        ({"product": "discord", "category": "member.ban"}, "discord.member_ban", True),
        ({"product": "discord"}, "discord.member.ban", True),
        ({"product": "discord"}, "discord", True),
        ({"product": "discord"}, "slack.message", False),
        ({"category": "message"}, "discord.message", True),
        ({"category": "message"}, "discord.message.edit", False),
        ({"category": "message"}, "message", False),
        ({"service": "audit"}, "discord.audit", True),
        ({"service": "audit"}, "discord.audit.entry", True),
        ({"category": "detected"}, "threat.detected", False),
        ({"product": "threat", "category": "detected"}, "threat.detected", True),
        (None, "discord.message", True),
        (None, "threat.detected", False),
    ],
)
def test_what_a_log_source_is_about(logsource: Any, signal_type: str, about: bool) -> None:
    patterns, _ = read_logsource(logsource)

    assert any(concerns(pattern, signal_type) for pattern in patterns) is about


@pytest.mark.parametrize("logsource", [{}, {"product": ""}, {"definition": "only why"}, {"product": None}])
def test_a_log_source_that_names_nothing(logsource: Any) -> None:
    patterns, problems = read_logsource(logsource)

    assert patterns == ()
    assert [(problem.code, problem.where) for problem in problems] == [("TOC316", ("logsource",))]


@pytest.mark.parametrize("logsource", ["discord", ["discord"], 5])
def test_a_log_source_that_is_no_mapping(logsource: Any) -> None:
    _, problems = read_logsource(logsource)

    assert [(problem.code, problem.where) for problem in problems] == [("TOC316", ("logsource",))]


def test_a_value_that_is_no_text_is_named() -> None:
    patterns, problems = read_logsource({"product": 5, "category": "message"}, ("here",))

    assert patterns == ()
    assert [(problem.code, problem.where) for problem in problems] == [("TOC316", ("here", "product"))]


def test_a_misspelt_key_is_a_warning_with_the_right_one() -> None:
    patterns, problems = read_logsource({"product": "discord", "catgory": "message"})

    assert patterns == ("discord", "discord.>")
    assert [(each.code, each.where, each.on, each.help) for each in problems] == [
        ("TOC322", ("logsource", "catgory"), "key", "did you mean `category`?")
    ]
