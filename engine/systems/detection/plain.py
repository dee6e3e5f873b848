"""A rule of which nothing can be looked up, so that it is asked about every signal there is."""

from __future__ import annotations

from collections.abc import Iterator

from engine.diagnostics import Problem
from engine.matching.conditions import Condition
from engine.matching.index import is_plain
from engine.matching.patterns import is_wildcard

PLAIN = "TOC360"


def check_plain(condition: Condition, types: tuple[str, ...]) -> Iterator[Problem]:
    """A problem if it is about signals of many types; within one type it is asked seldom enough."""
    if any(map(is_wildcard, types)) and is_plain(condition):
        message = "the rule is asked about every signal, as nothing that it asks for can be looked up"
        advice = "narrow the log source to a category, or add a value, a literal or a limit that must be met"
        yield Problem(PLAIN, ("detection", "condition"), message, help=advice)
