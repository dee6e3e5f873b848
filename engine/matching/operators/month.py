"""`field|month: number`: the month of the time that the field holds."""

from __future__ import annotations

from engine.matching.operators.time_part import part_modifier

MONTH_MODIFIER = part_modifier("month", "The month", range(1, 13))
