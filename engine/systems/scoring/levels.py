"""Which level a score is in, and what follows when that is another. A level is left later than it is entered.

What falls does so by waiting, so a timer asks: it is set for the first instant at which any can be left.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.effects import Effect, Timer
from engine.systems.scoring.picture import Entity, Picture
from engine.systems.scoring.spec import LEVELS
from engine.systems.scoring.standing import Standing, falls_at
from engine.systems.scoring.telling import escalation, level_changed
from engine.systems.scoring.turn import Turn

FALL: Final = "fall"
_MOST_TOLD: Final = 100
"""Levels that are told of at once; the others follow."""
_AGAIN_MS: Final = 1_000
_HIGHEST: Final = len(LEVELS) - 1


def rise(turn: Turn, entity: Entity, standing: Standing) -> Iterable[Effect]:
    """What entering a higher level causes; people are called once, and again when it has cooled down."""
    level = turn.spec.level_of(turn.score(entity, standing))
    if level <= standing.level:
        return []
    before, standing.level = standing.level, level
    _watch(turn, entity, standing)
    effects: list[Effect] = [level_changed(turn, entity, standing, before)]
    if level == _HIGHEST and entity.scope in turn.spec.escalate and _has_cooled(turn, standing):
        standing.escalated = turn.now
        effects.append(escalation(turn, entity, standing))
    return effects


def sweep(turn: Turn) -> list[Effect]:
    """Tell of all that are in another level by now, and ask again when the next may be."""
    effects: list[Effect] = []
    for entity, standing in turn.picture.entities(turn.signal.guild):
        if len(effects) == _MOST_TOLD:
            turn.picture.wake = turn.now + _AGAIN_MS
            break
        effects += _fallen(turn, entity, standing)
    if turn.picture.wake is not None:
        effects.append(Timer(FALL, turn.picture.wake))
    return effects


def _fallen(turn: Turn, entity: Entity, standing: Standing) -> Iterable[Effect]:
    before = standing.level
    if standing.until > turn.now:
        if before:
            _wake(turn.picture, standing.until)
        return []
    score = turn.score(entity, standing)
    level = turn.spec.level_of(score)
    if level > before or score < turn.spec.leaves(before):
        standing.level = level
    if standing.level:
        _watch(turn, entity, standing)
    return [] if standing.level == before else [level_changed(turn, entity, standing, before)]


def _watch(turn: Turn, entity: Entity, standing: Standing) -> None:
    """Note when its level can be left at the earliest: what comes on top only puts that off."""
    below = turn.spec.leaves(standing.level)
    standing.until = falls_at(standing, below, turn.now, turn.half_life(entity), turn.caps)
    _wake(turn.picture, standing.until)


def _wake(picture: Picture, due: int) -> None:
    if picture.wake is None or due < picture.wake:
        picture.wake = due


def _has_cooled(turn: Turn, standing: Standing) -> bool:
    return standing.escalated is None or turn.now >= standing.escalated + turn.spec.cool_down
