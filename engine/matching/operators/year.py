"""`field|year: number`: the year of the time that the field holds."""

from __future__ import annotations

from engine.matching.operators.time_part import part_modifier

YEAR_MODIFIER = part_modifier("year", "The year", range(1, 10_000))
