"""A threat score in words: whose it is, what it is made of, when it falls. Knows no commands and no cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor
from typing import Any, Final

from engine.bot.sentences import said, words
from engine.bot.views.signs import COLOURS, SYMBOLS, code, instant, person, place
from engine.bot.views.text import plain
from engine.instants import HOUR_MS
from engine.signal import Severity, Signal
from engine.systems.scoring.picture import Entity
from engine.systems.scoring.report import Score
from engine.systems.scoring.spec import Level
from engine.systems.scoring.telling import Reason

SEVERITIES: Final[dict[Level, Severity]] = {
    "LOW": "low",
    "MEDIUM": "medium",
    "HIGH": "high",
    "CRITICAL": "critical",
}
_MOST_REASONS: Final = 3
_LONGEST: Final = 60
_A_DAY: Final = 20 * HOUR_MS


def sign(level: Level) -> str:
    """The symbol of a level; its word stands beside it."""
    return SYMBOLS[SEVERITIES[level]]


def colour(level: Level) -> int:
    """That of a level's alerts, as 0xRRGGBB."""
    return COLOURS[SEVERITIES[level]]


def titled(score: float, scope: str) -> str:
    """`Threat score 83 of one person`: where no names stand."""
    whose = words("threat.whose")
    return said("threat.title", score=floor(score), whose=whose.get(scope, whose["system"]))


def is_of_score(signal: Signal) -> bool:
    """Whether a signal tells of a score: one of ours, since others may say anything."""
    return signal.origin == "derived" and "reasons" in signal.data and "scope" in signal.data


def whose(entity: Entity) -> str:
    """An entity as Discord shows it."""
    if entity.scope == "guild":
        return said("threat.server")
    if entity.scope == "actor":
        return person(entity.id)
    return place(entity.id) if entity.scope == "channel" else code(entity.id)


def made_of(reasons: Sequence[Reason]) -> str:
    """`62 % Mass ban ×5, 23 % Mass kick`: what is a percent or more."""
    return shares([(each.label, round(100 * each.share), each.times) for each in reasons])


def said_reasons(data: Mapping[str, Any]) -> str:
    """The same of what a signal says."""
    return shares([(what, round(100 * share), times) for what, share, times, *_ in data["reasons"]])


def shares(parts: Sequence[tuple[str, int, int]]) -> str:
    """The same of names, shares in per cent and numbers."""
    return ", ".join(
        said("threat.reason", percent=percent, what=plain(what, _LONGEST))
        + (said("threat.times", times=times) if times > 1 else "")
        for what, percent, times in parts[:_MOST_REASONS]
        if percent >= 1
    )


def line_of(score: Score, now: int) -> str:
    """How it stands with one, why, since when, and when it falls if nothing more happens."""
    line = said(
        "threat.score",
        sign=sign(score.level),
        score=floor(score.score),
        who=whose(score.entity),
        why=made_of(score.reasons),
        since=when(score.since, now),
    )
    if score.falls_at is None:
        return line
    return line + said("threat.falls", below=score.falls_below or 0, at=when(score.falls_at, now))


def when(at: int, now: int) -> str:
    """An instant in the reader's zone; with its day where that is not sure."""
    return instant(at, "t" if abs(now - at) < _A_DAY else "f")
