"""`field|base64offset: text`: the text as base64 writes it anywhere inside a longer one."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from engine.matching.operators.base64 import needs
from engine.matching.operators.operator import Expansion, Modifier
from engine.matching.text import Text

# Three bytes become four characters. What stands before the text fills 0, 1 or 2 bytes of the
# first group and so touches 0, 2 or 3 of its characters; of the last group a remainder of 1 or 2
# bytes leaves 3 or 2 characters that depend on what follows. They are cut off.
_TOUCHED_BEFORE: Final = (0, 2, 3)
_TOUCHED_AFTER: Final = (0, 3, 2)


def _encode(text: Text) -> Expansion:
    data = bytes(text)
    return Expansion(tuple(text.written(_shifted(data, offset)) for offset in range(3)))


def _shifted(data: bytes, offset: int) -> str:
    written = b64encode(bytes(offset) + data).decode()
    end = len(written) - _TOUCHED_AFTER[(offset + len(data)) % 3]
    return written[_TOUCHED_BEFORE[offset] : end]


BASE64OFFSET_MODIFIER = Modifier(
    name="base64offset",
    sentence="The text is looked for in the three ways in which base64 writes it inside a longer one; "
    "`contains` follows.",
    takes=frozenset({"text"}),
    apply=_encode,
    refusal=needs,
)
