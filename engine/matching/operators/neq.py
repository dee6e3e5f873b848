"""`field|neq: value`: the comparison does not hold, for none of the values and no member of a list."""

from __future__ import annotations

from engine.matching.operators.operator import Modifier

NEQ_MODIFIER = Modifier(
    name="neq",
    sentence="The comparison does not hold: none of the values is met; true where the field is missing.",
    negates=True,
)
