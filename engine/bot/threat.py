"""What `/threatsummary` and `/threattimeline` show: of the loop's state and, in a thread, of the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from engine.instants import DAY_MS, HOUR_MS
from engine.runtime.core import Core
from engine.runtime.scores import pictures, scores_of
from engine.signal import Signal, SignalType
from engine.store.port import Reader
from engine.systems.scoring.curve import Curve, curve
from engine.systems.scoring.history import TABLE
from engine.systems.scoring.report import Score

_LOOK_BACK_MS: Final = DAY_MS
"""What happened before a time still shows in it."""
_MOST: Final = 200
_SHOWN: Final = 20
ESCALATION: Final = SignalType.ESCALATION_REQUIRED.value
CHANGED: Final = SignalType.THREAT_LEVEL_CHANGED.value
APPROVED: Final = SignalType.APPROVAL_VOTED.value
RELOADED: Final = SignalType.RULEBOOK_LOADED.value


class Asked(msgspec.Struct, frozen=True):
    """What is asked about: a guild, a time up to `now` (milliseconds), one of its systems or none."""

    guild: int
    now: int
    hours: int
    system: str | None = None

    @property
    def since(self) -> int:
        """When it begins."""
        return self.now - self.hours * HOUR_MS


class Event(msgspec.Struct, frozen=True):
    """Something that happened, of one of the four types above; `signal` is None for a reload."""

    at: int
    type: str
    signal: Signal | None = None


class Summary(msgspec.Struct, frozen=True):
    """How it stands now with everybody, the worst first, and the course of the guild's score."""

    asked: Asked
    scores: Sequence[Score]
    course: Curve
    before: Curve


class Timeline(msgspec.Struct, frozen=True):
    """The course of one score, and what happened meanwhile, oldest first."""

    asked: Asked
    course: Curve
    events: Sequence[Event]


def systems_of(core: Core, guild: int) -> list[str]:
    """The systems about which there is evidence in a guild."""
    return sorted({name for _, picture in pictures(core, guild) for name in picture.systems})


def current(core: Core, asked: Asked) -> list[Score]:
    """How it stands now; to be asked on the event loop."""
    return scores_of(core, asked.guild, asked.now, _SHOWN)


def summarize(reader: Reader, asked: Asked, scores: Sequence[Score]) -> Summary:
    """With the course of this time and of the one before it. Reads the store."""
    begin = asked.since - asked.hours * HOUR_MS
    rows = reader.records(TABLE, asked.guild, begin - _LOOK_BACK_MS)
    return Summary(asked, scores, curve(rows, asked.since, asked.now), curve(rows, begin, asked.since))


def timeline(reader: Reader, asked: Asked) -> Timeline:
    """The course of the guild's score, or of one system's, with what happened. Reads the store."""
    rows = reader.records(TABLE, asked.guild, asked.since - _LOOK_BACK_MS)
    events = [
        Event(row.signal.time, row.signal.type, row.signal)
        for type_ in (ESCALATION, CHANGED, APPROVED)
        for row in reader.signals(asked.guild, type_=type_, since=asked.since, limit=_MOST)
        if _is_about(row.signal, asked)
    ]
    reloads = [Event(each.seen, RELOADED) for each in reader.reloads(_MOST) if each.seen >= asked.since]
    course = curve(rows, asked.since, asked.now, asked.system)
    return Timeline(asked, course, sorted([*events, *reloads], key=lambda each: each.at))


def _is_about(signal: Signal, asked: Asked) -> bool:
    """Changes of a level only of what is asked about; of people called, and approvals, all."""
    if signal.type != CHANGED:
        return True
    if asked.system is None:
        return signal.data.get("scope") == "guild"
    return signal.data.get("scope") == "system" and signal.data.get("entity") == asked.system
