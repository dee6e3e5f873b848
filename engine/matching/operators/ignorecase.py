"""`field|re|i: pattern`: upper and lower case are the same."""

from __future__ import annotations

from engine.matching.operators.operator import Modifier
from engine.matching.regex import Regex


def _set(regex: Regex) -> Regex:
    return regex.flagged("i")


IGNORECASE_MODIFIER = Modifier(
    name="ignorecase",
    aliases=("i",),
    sentence="After `re`: upper and lower case are the same.",
    takes=frozenset({"regex"}),
    apply=_set,
)
