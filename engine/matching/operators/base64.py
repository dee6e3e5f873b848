"""`field|base64: text`: the text as base64 writes it, when it stands alone."""

from __future__ import annotations

from base64 import b64encode

from engine.matching.operators.operator import Modifier
from engine.matching.text import Text


def _encode(text: Text) -> Text:
    return text.written(b64encode(bytes(text)).decode())


def needs(text: Text) -> str | None:
    """What base64 needs instead of this text, None if it will do."""
    if text.has_wildcards:
        return r"text without wildcards (`\*` and `\?` are plain characters)"
    return None if text.can_be("utf-8") else "text that can be written as UTF-8"


BASE64_MODIFIER = Modifier(
    name="base64",
    sentence="The text is looked for as base64 writes it on its own; wildcards have no place in it.",
    takes=frozenset({"text"}),
    apply=_encode,
    refusal=needs,
)
