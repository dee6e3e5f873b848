"""`field|wide: text`: the text as UTF-16LE, seen byte by byte; base64 usually follows."""

from __future__ import annotations

from engine.matching.operators.operator import Modifier
from engine.matching.text import Text


def _encode(text: Text) -> Text:
    return text.encoded("utf-16le")


def _refusal(text: Text) -> str | None:
    return None if text.can_be("utf-16le") else "text of plain English letters, digits and signs (ASCII)"


WIDE_MODIFIER = Modifier(
    name="wide",
    aliases=("utf16le",),
    sentence="The text is looked for as UTF-16LE, a zero byte after each character; `base64` may follow.",
    takes=frozenset({"text"}),
    apply=_encode,
    refusal=_refusal,
)
