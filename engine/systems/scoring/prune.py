"""What of a picture can be forgotten, because a new one would do the same from here on."""

from __future__ import annotations

from engine.systems.scoring import heights, tracks, usual
from engine.systems.scoring.bands import SPENT
from engine.systems.scoring.history import PACE_MS
from engine.systems.scoring.picture import Picture, is_over
from engine.systems.scoring.spec import ScoringSpec


def prune(spec: ScoringSpec, picture: Picture, now: int) -> bool:
    """Forget that; True when nothing is left. Well below the line at which a step begins anew itself."""
    for entity, standing in list(picture.entities(0)):
        if is_over(standing, spec, entity.scope, now, SPENT // 2):
            picture.drop(entity)
    tracks.prune(picture, spec, now)
    for kind in [
        kind for kind, each in picture.rates.items() if usual.is_forgotten(each, now, usual.FORGOTTEN / 2)
    ]:
        del picture.rates[kind]
    heights.prune(spec, picture, now)
    waits = picture.wake is not None or picture.sample is not None
    waits = waits or (picture.sampled is not None and now < picture.sampled + PACE_MS)
    return not (
        waits or picture.tracks or picture.rates or picture.heights or any(True for _ in picture.entities(0))
    )
