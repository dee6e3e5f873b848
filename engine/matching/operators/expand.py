"""`field|expand: '%name%'`: a placeholder stands for every value of a list."""

from __future__ import annotations

from engine.matching.lists import EXPAND
from engine.matching.operators.operator import Modifier

EXPAND_MODIFIER = Modifier(
    name=EXPAND,
    sentence="Each `%name%` stands for the values of the list of that name, of which one must be met.",
    takes=frozenset({"text", "regex"}),
    expands=True,
)
