"""`field|re|m: pattern`: `^` and `$` stand for the ends of each line."""

from __future__ import annotations

from engine.matching.operators.operator import Modifier
from engine.matching.regex import Regex


def _set(regex: Regex) -> Regex:
    return regex.flagged("m")


MULTILINE_MODIFIER = Modifier(
    name="multiline",
    aliases=("m",),
    sentence="After `re`: `^` and `$` are the beginning and end of each line, not of the text alone.",
    takes=frozenset({"regex"}),
    apply=_set,
)
