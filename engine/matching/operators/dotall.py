"""`field|re|s: pattern`: a dot is any character, a line break included."""

from __future__ import annotations

from engine.matching.operators.operator import Modifier
from engine.matching.regex import Regex


def _set(regex: Regex) -> Regex:
    return regex.flagged("s")


DOTALL_MODIFIER = Modifier(
    name="dotall",
    aliases=("s",),
    sentence="After `re`: `.` is any character, line breaks included.",
    takes=frozenset({"regex"}),
    apply=_set,
)
