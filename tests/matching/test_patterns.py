"""Patterns of signal types: `*` is one token, a final `>` one or more."""

from __future__ import annotations

import pytest

from engine.matching.patterns import is_pattern, is_wildcard, matches


@pytest.mark.parametrize(
    ("pattern", "signal_type", "fits"),
    [
        ("discord.message", "discord.message", True),
        ("discord.message", "discord.message.edit", False),
        ("discord.message.edit", "discord.message", False),
        ("discord.*", "discord.message", True),
        ("discord.*", "discord", False),
        ("discord.*", "discord.message.edit", False),
        ("*.message", "discord.message", True),
        ("*", "discord", True),
        ("*", "discord.message", False),
        ("discord.>", "discord.message", True),
        ("discord.>", "discord.message.edit", True),
        ("discord.>", "discord", False),
        ("discord.*.>", "discord.message", False),
        ("discord.*.>", "discord.message.edit", True),
        (">", "discord", True),
        (">", "discord.message.edit", True),
        ("discord.m*", "discord.message", False),
    ],
)
def test_pattern(pattern: str, signal_type: str, fits: bool) -> None:
    assert matches(pattern, signal_type) is fits


@pytest.mark.parametrize("pattern", ["a", "a.b", "*", ">", "a.*", "*.b", "a.*.c", "a.>", "*.>", "a_b.c-d"])
def test_well_formed(pattern: str) -> None:
    assert is_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["", ".", "a.", ".a", "a..b", "a.>.b", ">.a", "a*", "a.*b", "a b", "a.>>", "**"]
)
def test_not_well_formed(pattern: str) -> None:
    assert not is_pattern(pattern)


def test_only_whole_tokens_are_wildcards() -> None:
    assert [is_wildcard(pattern) for pattern in ("a.b", "a.*", ">", "a.b*")] == [False, True, True, False]
