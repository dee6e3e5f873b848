"""`field|hour: number`: the hour of the time that the field holds."""

from __future__ import annotations

from engine.matching.operators.time_part import part_modifier

HOUR_MODIFIER = part_modifier("hour", "The hour", range(24))
