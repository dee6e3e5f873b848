"""`field|minute: number`: the minute of the time that the field holds."""

from __future__ import annotations

from engine.matching.operators.time_part import part_modifier

MINUTE_MODIFIER = part_modifier("minute", "The minute", range(60))
