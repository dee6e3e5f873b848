"""The curve of a guild's scores: a sample a minute while something happens, and one with each new level.

Between samples scores only fall, by the half-life: whoever draws the curve works that out.
"""

from __future__ import annotations

from typing import Any, Final

from engine.effects import Effect, Record
from engine.systems.scoring.picture import Picture
from engine.systems.scoring.spec import Scope, ScoringSpec
from engine.systems.scoring.standing import Standing

TABLE: Final = "threat"
SAMPLE: Final = "sample"
PACE_MS: Final = 60_000
MOST_SYSTEMS: Final = 20


def sample_due(picture: Picture, now: int) -> int | None:
    """When the next sample is to be taken, if that is news: soon after the first signal, then each minute."""
    if picture.sample is not None:
        return None
    fresh = picture.sampled is None or now >= picture.sampled + PACE_MS
    picture.sample = now + 1 if fresh or picture.sampled is None else picture.sampled + PACE_MS
    return picture.sample


def sample(spec: ScoringSpec, picture: Picture, guild: int | None, now: int) -> list[Effect]:
    """Write down how it stands with the guild and its systems; `at` is the instant, in milliseconds."""
    picture.sampled = now
    row: dict[str, Any] = {"at": now, "document": spec.rule, "half_lives": dict(spec.half_lives)}
    row["tops"] = list(spec.caps.caps)
    row["floors"] = list(spec.floors)
    if guild is not None and picture.guild is not None and not _is_spent(spec, "guild", picture.guild, now):
        row["guild"] = picture.guild.bands_at(now, spec.half_lives["guild"])
    half_life = spec.half_lives["system"]
    left = {name: each for name, each in picture.systems.items() if not _is_spent(spec, "system", each, now)}
    ranked = sorted(left, key=lambda name: (-left[name].exponent(now, half_life, spec.caps), name))
    row["systems"] = {name: left[name].bands_at(now, half_life) for name in ranked[:MOST_SYSTEMS]}
    return [Record(TABLE, row)]


def _is_spent(spec: ScoringSpec, scope: Scope, standing: Standing, now: int) -> bool:
    """Nothing is said of what may have been forgotten by now."""
    return standing.is_spent(now, spec.half_lives[scope])
