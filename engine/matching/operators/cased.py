"""`field|cased: text`: upper and lower case differ."""

from __future__ import annotations

from engine.matching.operators.operator import Modifier
from engine.matching.text import Text

CASED_MODIFIER = Modifier(
    name="cased",
    sentence="Upper and lower case differ; without it they are the same.",
    takes=frozenset({"text"}),
    apply=Text.as_cased,
)
