"""`field|day: number`: the day of the month of the time that the field holds."""

from __future__ import annotations

from engine.matching.operators.time_part import part_modifier

DAY_MODIFIER = part_modifier("day", "The day of the month", range(1, 32))
