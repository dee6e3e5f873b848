"""What is said of a score: its reasons by share, and the signals that follow from a change of its level.

Texts are of documents and of our own, never of people. Names are ids: who shows them knows what people are
called.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Any, Final

import msgspec

from engine.effects import Emit
from engine.signal import Severity, Signal, SignalType
from engine.systems.emission import kind_of
from engine.systems.scoring.bands import shares
from engine.systems.scoring.picture import Entity
from engine.systems.scoring.spec import LEVELS, ScoringSpec
from engine.systems.scoring.standing import Standing, falls_at
from engine.systems.scoring.turn import Turn

MOST_REASONS: Final = 5
MOST_TOLD: Final = 3
SEVERITY_OF: Final[tuple[Severity, ...]] = ("low", "medium", "high", "critical")
_RELIEF: Final[Severity] = "informational"


class Reason(msgspec.Struct, frozen=True):
    """A kind of evidence: its share of the score (0 to 1), how often it came, the newest signal and when."""

    label: str
    share: float
    times: int
    signal: str
    last: int


def reasons(standing: Standing, spec: ScoringSpec) -> list[Reason]:
    """What a score is made of, the largest share first."""
    of_bands = shares(standing.bands, spec.caps)
    whole = [max(sum(each.amount for each in standing.parts.values() if each.band == band) + rest, 1)
             for band, rest in enumerate(standing.rest)]  # fmt: skip
    found: dict[str, Reason] = {}
    for key, each in standing.parts.items():
        kind = key.rpartition("\n")[0]
        share = of_bands[each.band] * each.amount / whole[each.band]
        found[kind] = _joined(found.get(kind), Reason(each.label, share, each.times, each.signal, each.last))
    return sorted(found.values(), key=lambda each: (-each.share, each.label, each.signal))


def _joined(one: Reason | None, other: Reason) -> Reason:
    """What is of one kind, and of several severities."""
    if one is None:
        return other
    newest = max(one, other, key=lambda each: (each.last, each.signal))
    return Reason(newest.label, one.share + other.share, one.times + other.times, newest.signal, newest.last)


def shown_score(score: float) -> float:
    """A score as people see it: never rounded up into the next level."""
    return floor(score * 10) / 10


def reason_text(found: Sequence[Reason], most: int = MOST_TOLD) -> str:
    """`62 % mass ban x5, 23 % new admin role`: what is a percent or more."""
    parts = []
    for each in found[:most]:
        percent = round(100 * each.share)
        if percent >= 1:
            parts.append(f"{percent} % {each.label}" + (f" x{each.times}" if each.times > 1 else ""))
    return ", ".join(parts)


def next_fall(standing: Standing, spec: ScoringSpec, entity: Entity, now: int) -> tuple[int, int] | None:
    """The instant at which a level is left if nothing more happens, and the floor that is passed then."""
    if not standing.level:
        return None
    below = spec.leaves(standing.level)
    return falls_at(standing, below, now, spec.half_lives[entity.scope], spec.caps), floor(below)


def level_changed(turn: Turn, entity: Entity, standing: Standing, before: int) -> Emit:
    """Another level than before was entered."""
    is_worse = standing.level > before
    about = _about(turn, entity, standing) | {"before": LEVELS[before]}
    return Emit(
        type=SignalType.THREAT_LEVEL_CHANGED.value,
        severity=SEVERITY_OF[standing.level] if is_worse else _RELIEF,
        data=about,
        **_places(entity, turn.signal if is_worse else None),
        **_causes(standing, turn.signal),
    )


def escalation(turn: Turn, entity: Entity, standing: Standing) -> Emit:
    """People are to be called. It is about the same people and place as the signal that led to it."""
    about = _about(turn, entity, standing) | {"led_by": kind_of(turn.signal)}
    if turn.spec.advice:
        about["advice"] = turn.spec.advice
    return Emit(
        type=SignalType.ESCALATION_REQUIRED.value,
        severity="critical",
        data=about,
        **_places(entity, turn.signal),
        **_causes(standing, turn.signal),
    )


def _about(turn: Turn, entity: Entity, standing: Standing) -> dict[str, Any]:
    spec = turn.spec
    found = reasons(standing, spec)[:MOST_REASONS]
    said: dict[str, Any] = {
        "rule": spec.rule,
        "rule_name": spec.rule_name,
        "title": spec.title,
        "scope": entity.scope,
        "entity": str(entity.id),
        "score": shown_score(turn.score(entity, standing)),
        "level": LEVELS[standing.level],
        "reasons": [[each.label, round(each.share, 3), each.times, each.signal] for each in found],
        "why": reason_text(found),
        "begun": standing.since,
    }
    if standing.level:
        said |= {"falls_at": standing.until, "falls_below": floor(spec.leaves(standing.level))}
    return said


def _places(entity: Entity, signal: Signal | None) -> dict[str, Any]:
    """About whom a signal is: the entity itself, and of what it is not the signal that led to it."""
    found: dict[str, Any] = {}
    if signal is not None:
        found = {
            "actor": signal.actor,
            "channel": signal.channel,
            "target": signal.target,
            "system": signal.system,
        }
    if entity.scope in found or entity.scope in {"actor", "channel", "system"}:
        found[entity.scope] = entity.id
    return found


def _causes(standing: Standing, signal: Signal) -> dict[str, Any]:
    """The newest signal of each kind of evidence, and how many there were."""
    parts = sorted(standing.parts.values(), key=lambda each: (each.last, each.signal))
    ids = [signal.id, *(each.signal for each in reversed(parts) if each.signal != signal.id)]
    return {"cause": tuple(dict.fromkeys(ids)), "causes": sum(each.times for each in parts)}
