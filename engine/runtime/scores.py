"""The threat scores of a guild as the loop has them now: of every scoring document in force the worst."""

from __future__ import annotations

from collections.abc import Iterator

from engine.runtime.core import Core
from engine.systems.scoring.kind import ScoringKind
from engine.systems.scoring.picture import Entity, Picture
from engine.systems.scoring.report import Score, highest, score_now, scores
from engine.systems.scoring.spec import ScoringSpec


def pictures(core: Core, guild: int | None) -> Iterator[tuple[ScoringSpec, Picture]]:
    """What each scoring document that has seen anything of a guild knows of it, with what it says there."""
    for identity, document in core.program.documents.items():
        if document.kind == ScoringKind.name:
            picture = core.cells.get(identity, (guild,))
            if isinstance(picture, Picture):
                yield document.within(guild).spec, picture


def scores_of(core: Core, guild: int | None, now: int) -> list[Score]:
    """How it stands with everybody and everything in a guild, the worst first. `now` in milliseconds."""
    return highest(
        each for spec, picture in pictures(core, guild) for each in scores(spec, picture, guild, now)
    )


def score_of_entity(core: Core, guild: int | None, entity: Entity, now: int) -> Score | None:
    """How it stands with one; None where nothing is known of it."""
    found = [
        score_now(spec, entity, standing, now)
        for spec, picture in pictures(core, guild)
        if (standing := picture.get(entity)) is not None
    ]
    return min(found, key=lambda each: each.rank, default=None)


def guilds_with_scores(core: Core) -> list[int | None]:
    """The guilds of which something is known, in order; None is what belongs to no guild."""
    found = {key[0] for (_, key), state in core.cells if isinstance(state, Picture)}
    return sorted(found, key=lambda guild: (guild is not None, guild or 0))
