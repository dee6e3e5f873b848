"""`field|cased: text`: upper and lower case differ."""

from __future__ import annotations

from engine.matching.operators.operator import Comparison, Modifier
from engine.matching.text import CASED, SKELETON, Text


def _cased(text: Text | Comparison) -> Text | Comparison:
    return text.with_form(CASED)


def _refusal(text: Text | Comparison) -> str | None:
    return "text without `lookalike`: letters that look alike have no case" if text.form == SKELETON else None


CASED_MODIFIER = Modifier(
    name="cased",
    sentence="Upper and lower case differ; without it they are the same.",
    takes=frozenset({"text", "compared text"}),
    apply=_cased,
    refusal=_refusal,
)
