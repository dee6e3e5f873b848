"""`field|week: number`: the week of the year (ISO 8601) of the time that the field holds."""

from __future__ import annotations

from engine.matching.operators.time_part import part_modifier

WEEK_MODIFIER = part_modifier("week", "The week of the year (ISO 8601)", range(1, 54))
