"""What commands and exports read of scores: who stands where, and why. Pure; instants in milliseconds."""

from __future__ import annotations

from typing import Any

import msgspec

from engine.instants import iso
from engine.systems.scoring.bands import score_of
from engine.systems.scoring.picture import Entity
from engine.systems.scoring.spec import LEVELS, Level, ScoringSpec
from engine.systems.scoring.standing import Standing
from engine.systems.scoring.telling import Reason, next_fall, reasons, shown_score


class Score(msgspec.Struct, frozen=True):
    """How it stands with one entity at an instant. `exponent` is for ranking, `score` runs from 0 to 100.

    `since` is when the first evidence came that counts. The rest is known of those that are looked at
    closely: `falls_at` is when the level that was told is left if nothing more happens, and `falls_below`
    the score below which it is then.
    """

    entity: Entity
    exponent: float
    score: float
    level: Level
    since: int
    reasons: tuple[Reason, ...] = ()
    falls_at: int | None = None
    falls_below: int | None = None

    @property
    def rank(self) -> tuple[float, str, str]:
        """The worst first."""
        return -self.exponent, self.entity.scope, str(self.entity.id)


def score_now(spec: ScoringSpec, entity: Entity, standing: Standing, now: int) -> Score:
    """How it stands with an entity now. The level is that of the score itself, without hysteresis."""
    exponent = standing.exponent(now, spec.half_lives[entity.scope], spec.caps)
    score = score_of(exponent)
    return Score(entity, exponent, score, LEVELS[spec.level_of(score)], standing.since)


def looked_at(found: Score, spec: ScoringSpec, standing: Standing, now: int) -> Score:
    """The same with its reasons, and when it falls: to work that out takes a while."""
    fall = next_fall(standing, spec, found.entity, now)
    return msgspec.structs.replace(
        found,
        reasons=tuple(reasons(standing, spec)),
        falls_at=None if fall is None else fall[0],
        falls_below=None if fall is None else fall[1],
    )


def printable(score: Score) -> dict[str, Any]:
    """A score for JSON: ids as text, instants as ISO 8601."""
    told = {
        "scope": score.entity.scope,
        "id": str(score.entity.id),
        "score": shown_score(score.score),
        "level": score.level,
        "since": iso(score.since),
        "reasons": [
            {
                "what": each.label,
                "share": round(each.share, 3),
                "times": each.times,
                "signal": each.signal,
                "last": iso(each.last),
            }
            for each in score.reasons
        ],
    }
    if score.falls_at is not None:
        told |= {"falls_at": iso(score.falls_at), "falls_below": score.falls_below}
    return told
