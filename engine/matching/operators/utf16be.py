"""`field|utf16be: text`: the text as UTF-16BE, seen byte by byte; base64 usually follows."""

from __future__ import annotations

from engine.matching.operators.operator import Modifier
from engine.matching.text import Text


def _encode(text: Text) -> Text:
    return text.encoded("utf-16be")


def _refusal(text: Text) -> str | None:
    return None if text.can_be("utf-16be") else "text of plain English letters, digits and signs (ASCII)"


UTF16BE_MODIFIER = Modifier(
    name="utf16be",
    sentence="The text is looked for as UTF-16BE, a zero byte before each character; `base64` may follow.",
    takes=frozenset({"text"}),
    apply=_encode,
    refusal=_refusal,
)
