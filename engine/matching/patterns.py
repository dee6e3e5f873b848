"""Patterns of signal types, by the NATS rule: `*` is one token, a final `>` one or more. Knows no types."""

from __future__ import annotations

import re
from typing import Final

ONE: Final = "*"
REST: Final = ">"
_PATTERN: Final = re.compile(r"(?:[^\s.*>]+|\*)(?:\.(?:[^\s.*>]+|\*))*(?:\.>)?|>")


def is_pattern(pattern: str) -> bool:
    """Whether it is well formed: tokens joined by dots, `*` alone in its token, `>` alone in the last."""
    return _PATTERN.fullmatch(pattern) is not None


def is_wildcard(pattern: str) -> bool:
    """Whether it can stand for more than one type."""
    return any(token in (ONE, REST) for token in pattern.split("."))


def matches(pattern: str, signal_type: str) -> bool:
    """Whether a type fits a well-formed pattern."""
    return tokens_match(pattern.split("."), signal_type.split("."))


def tokens_match(pattern: list[str], tokens: list[str]) -> bool:
    """The same over tokens."""
    if pattern[-1] == REST:
        pattern = pattern[:-1]
        if len(tokens) <= len(pattern):
            return False
        tokens = tokens[: len(pattern)]
    return len(pattern) == len(tokens) and all(
        wanted in (ONE, token) for wanted, token in zip(pattern, tokens, strict=True)
    )
