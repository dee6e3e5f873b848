"""Which level a score is in, and what follows when that is another. A level is left later than it is entered.

What falls does so by waiting, so a timer asks: it is set for the first instant at which any can be left.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Final

from engine.effects import Effect, Timer
from engine.systems.scoring import heights
from engine.systems.scoring.bands import score_of
from engine.systems.scoring.picture import Entity, Picture
from engine.systems.scoring.spec import LEVELS
from engine.systems.scoring.standing import Standing, falls_at
from engine.systems.scoring.telling import escalation, level_changed
from engine.systems.scoring.turn import Turn

FALL: Final = "fall"
_MOST_TOLD: Final = 100
"""Levels that are told of at once; the others follow."""
_ANY: Final = 0
"""A guild's own score has its place whatever the guild's id."""
_HIGHEST: Final = len(LEVELS) - 1


def rise(turn: Turn, entity: Entity, standing: Standing) -> Iterable[Effect]:
    """What entering a higher level causes; people are called once, and again when it has cooled down."""
    exponent = standing.exponent(turn.now, turn.half_life(entity), turn.caps)
    heights.note(turn.spec, turn.picture, entity.scope, exponent, turn.now)
    level = turn.spec.level_of(score_of(exponent))
    if level <= standing.level:
        return _call(turn, entity, standing, exponent) if standing.held and level == _HIGHEST else []
    before, standing.level = standing.level, level
    _watch(turn, entity, standing)
    changed = level_changed(turn, entity, standing, before)
    standing.held = level == _HIGHEST and entity.scope in turn.spec.escalate and _has_cooled(turn, standing)
    return [changed, *(_call(turn, entity, standing, exponent) if standing.held else ())]


def _call(turn: Turn, entity: Entity, standing: Standing, exponent: float) -> list[Effect]:
    """Call people, unless days are often as bad: then as soon as it is worse."""
    if not heights.is_unusual(turn.spec, turn.picture, entity.scope, exponent, turn.now):
        return []
    standing.held, standing.escalated = False, turn.now
    return [escalation(turn, entity, standing)]


def sweep(turn: Turn) -> list[Effect]:
    """Tell of those that are in another level by now, and ask again when the next may be."""
    picture, effects = turn.picture, list[Effect]()
    while picture.queue and picture.queue[0][0] <= turn.now and len(effects) < _MOST_TOLD:
        until, scope, id_ = heappop(picture.queue)
        entity = Entity(scope, id_ if scope != "guild" else turn.signal.guild or _ANY)
        standing = picture.get(entity)
        if standing is not None and standing.until == until:  # else it was asked to wait longer, or is gone
            effects += _fallen(turn, entity, standing)
    if picture.queue:
        picture.wake = max(picture.queue[0][0], turn.now + 1)
        effects.append(Timer(FALL, picture.wake))
    return effects


def ask_all(picture: Picture, now: int) -> int:
    """Have everybody's level looked at anew in a moment; says when (milliseconds)."""
    picture.queue.clear()
    for entity, standing in picture.entities(_ANY):
        standing.until = now
        heappush(picture.queue, (now, entity.scope, entity.id))
    picture.wake = now + 1
    return picture.wake


def _fallen(turn: Turn, entity: Entity, standing: Standing) -> Iterable[Effect]:
    before, score = standing.level, turn.score(entity, standing)
    level = turn.spec.level_of(score)
    if level > before or score < turn.spec.leaves(before):
        standing.level = level
        standing.held = False
    standing.until = 0
    if standing.level:
        _watch(turn, entity, standing)
    return [] if standing.level == before else [level_changed(turn, entity, standing, before)]


def _watch(turn: Turn, entity: Entity, standing: Standing) -> None:
    """Note when its level can be left at the earliest: what comes on top only puts that off."""
    below, picture = turn.spec.leaves(standing.level), turn.picture
    standing.until = falls_at(standing, below, turn.now, turn.half_life(entity), turn.caps)
    heappush(picture.queue, (standing.until, entity.scope, entity.id))
    if picture.wake is None or standing.until < picture.wake:
        picture.wake = standing.until


def _has_cooled(turn: Turn, standing: Standing) -> bool:
    return standing.escalated is None or turn.now >= standing.escalated + turn.spec.cool_down
