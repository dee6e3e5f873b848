"""`field|lookalike: text`: letters that look alike are the same, and what cannot be seen is not there."""

from __future__ import annotations

from engine.matching.operators.operator import Comparison, Modifier
from engine.matching.skeleton import skeleton
from engine.matching.text import CASED, SKELETON, Text


def _as_it_looks(text: Text | Comparison) -> Text | Comparison:
    return text.with_form(SKELETON)


def _refusal(value: Text | Comparison) -> str | None:
    text: Text = value.operand if isinstance(value, Comparison) else value
    if text.form == CASED:
        return "text without `cased`: letters that look alike have no case"
    if not all(skeleton(part) for part in text.parts if isinstance(part, str)):
        return "text that can be seen: of this one, or of what stands beside a wildcard, nothing is left"
    return None


LOOKALIKE_MODIFIER = Modifier(
    name="lookalike",
    sentence="Letters that look alike are the same, in every script and shape: `N1tro` is `nitro`. Case, "
    "accents and characters that cannot be seen do not count.",
    takes=frozenset({"text", "compared text"}),
    apply=_as_it_looks,
    refusal=_refusal,
    ours=True,
)
