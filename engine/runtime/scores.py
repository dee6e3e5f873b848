"""The threat scores of a guild as the loop has them now: of every scoring document in force the worst."""

from __future__ import annotations

from collections.abc import Iterator

from engine.runtime.core import Core
from engine.systems.scoring.kind import ScoringKind
from engine.systems.scoring.picture import Entity, Picture
from engine.systems.scoring.report import Score, looked_at, score_now
from engine.systems.scoring.spec import ScoringSpec
from engine.systems.scoring.standing import Standing


def pictures(core: Core, guild: int | None) -> Iterator[tuple[ScoringSpec, Picture]]:
    """What each scoring document that has seen anything of a guild knows of it, with what it says there."""
    for identity, document in core.program.documents.items():
        if document.kind == ScoringKind.name:
            picture = core.cells.get(identity, (guild,))
            if isinstance(picture, Picture):
                yield document.within(guild).spec, picture


def scores_of(core: Core, guild: int | None, now: int, most: int) -> list[Score]:
    """How it stands with everybody and everything in a guild, the worst first: of so many with reasons.

    Of several documents that score the same entity the worst counts. `now` in milliseconds.
    """
    best: dict[Entity, tuple[Score, ScoringSpec, Standing]] = {}
    for spec, picture in pictures(core, guild):
        for entity, standing in picture.entities(guild):
            found = score_now(spec, entity, standing, now)
            if found.exponent and (entity not in best or found.rank < best[entity][0].rank):
                best[entity] = found, spec, standing
    ranked = sorted(best.values(), key=lambda each: each[0].rank)
    return [
        looked_at(found, spec, standing, now) if place < most else found
        for place, (found, spec, standing) in enumerate(ranked)
    ]


def score_of_entity(
    core: Core, guild: int | None, entity: Entity, now: int, *, closely: bool = False
) -> Score | None:
    """How it stands with one; `closely`: with its reasons. None where nothing is known of it."""
    found = [
        (score_now(spec, entity, standing, now), spec, standing)
        for spec, picture in pictures(core, guild)
        if (standing := picture.get(entity)) is not None
    ]
    if not found:
        return None
    worst, spec, standing = min(found, key=lambda each: each[0].rank)
    return looked_at(worst, spec, standing, now) if closely else worst
