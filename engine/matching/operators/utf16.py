"""`field|utf16: text`: the text as UTF-16LE behind a byte order mark; base64 usually follows."""

from __future__ import annotations

import msgspec

from engine.matching.operators.operator import Modifier
from engine.matching.text import BYTE_ORDER_MARK, Text


def _encode(text: Text) -> Text:
    encoded = text.encoded("utf-16le").after(BYTE_ORDER_MARK)
    return msgspec.structs.replace(encoded, marked=True)


def _refusal(text: Text) -> str | None:
    return None if text.can_be("utf-16le") else "text of plain English letters, digits and signs (ASCII)"


UTF16_MODIFIER = Modifier(
    name="utf16",
    sentence="As `wide`, behind the byte order mark with which such text begins; `base64` may follow.",
    takes=frozenset({"text"}),
    apply=_encode,
    refusal=_refusal,
)
