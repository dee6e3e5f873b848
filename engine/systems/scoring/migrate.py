"""What becomes of scores when their document is changed: they are kept, whatever changes."""

from __future__ import annotations

from engine.effects import Timer
from engine.systems.kind import Migrated, Moment
from engine.systems.scoring.levels import FALL, ask_all
from engine.systems.scoring.picture import Picture
from engine.systems.scoring.spec import ScoringSpec


def migrate(old: ScoringSpec | None, new: ScoringSpec, picture: Picture, moment: Moment) -> Migrated:
    """The same evidence under other weights, half-lives or levels: those count from now on.

    Which levels that makes is told a moment later, by the timer. Nobody is called because of an edit.
    """
    now = moment.now
    half_lives = (old or new).half_lives
    for entity, standing in picture.entities(0):
        standing.bring_to(now, half_lives[entity.scope])
        standing.bands = [min(new.caps.most(band), each) for band, each in enumerate(standing.bands)]
    if old is None:  # its timers are gone
        picture.sample = None
    return Migrated(picture, [Timer(FALL, ask_all(picture, now))])
