"""`field|all: [values]`: every value of the list must be met, not one of them."""

from __future__ import annotations

from engine.matching.operators.operator import Modifier

ALL_MODIFIER = Modifier(
    name="all",
    sentence="Every value of the list must be met; without it one is enough.",
    links=True,
)
