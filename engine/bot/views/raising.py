"""What rules would have done lately that may go further from now on: lines for who raises a mode."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.bot.raising import Foresight
from engine.bot.sentences import said
from engine.bot.views.signs import instant
from engine.bot.views.text import plain

_MOST_RULES: Final = 5


def raised_lines(raised: Foresight) -> Iterator[str]:
    """How far which rules go now, and how often they went off since when, on how many members."""
    since = instant(raised.since, "f")
    yield said("raised.head", rules=len(raised.rules))
    yield said("raised.all", since=since, times=raised.times, members=raised.members)
    gone_off = [each for each in raised.rules if each.times]
    for each in gone_off[:_MOST_RULES]:
        rule = each.rule
        yield said(
            "raised.rule",
            title=plain(rule.title, 80),
            before=rule.before,
            after=rule.after,
            times=each.times,
            members=each.members,
        )
    if len(gone_off) > _MOST_RULES:
        yield said("raised.more", rules=len(gone_off) - _MOST_RULES)
