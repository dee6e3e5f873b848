"""What a plain YAML scalar means: YAML 1.2's core schema, cut down to what JSON can say.

Only `true`, `false`, `null` and decimal numbers without a leading zero are not text: `on`, `no`,
`0123`, `17:00`, `2026-01-05`, `0x1F` and `.inf` are. Knows nothing of documents.
"""

from __future__ import annotations

import math
import re
from typing import Final

Scalar = str | int | float | bool | None

_WORDS: Final[dict[str, Scalar]] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_NUMBER: Final = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_FIRST: Final = frozenset("0123456789+-.")
_LONGEST: Final = 64
"""Characters of a number; what is longer is text, whatever it looks like."""
_LEAST: Final = -(2**63)
_BEYOND: Final = 2**64
"""Integers outside 64 bits are text: neither JSON nor the journal could hold them."""


def plain(spelling: str) -> Scalar:
    """The value of an unquoted, untagged scalar."""
    if spelling in _WORDS:
        return _WORDS[spelling]
    if spelling[0] not in _FIRST or len(spelling) > _LONGEST:
        return spelling
    if _INTEGER.fullmatch(spelling):
        whole = int(spelling)
        return whole if _LEAST <= whole < _BEYOND else spelling
    if _NUMBER.fullmatch(spelling):
        number = float(spelling)
        return number if math.isfinite(number) else spelling
    return spelling
