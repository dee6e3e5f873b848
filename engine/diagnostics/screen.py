"""Text as a terminal may show it: nothing in it moves the cursor, hides or turns what stands beside it."""

from __future__ import annotations

import unicodedata
from typing import Final

_NAMED: Final = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS: Final = frozenset("\u200c\u200d")
"""Emoji and scripts need them, and all they do is join."""


def safe(text: str) -> str:
    """The text with every sign that is not seen written as an escape."""
    return text if text.isascii() and text.isprintable() else "".join(map(_safe, text))


def width(text: str) -> int:
    """How many cells a terminal takes for a safe text."""
    return sum(map(_cells, text))


def _safe(sign: str) -> str:
    if sign in _NAMED:
        return _NAMED[sign]
    if sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN:
        return sign
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _cells(sign: str) -> int:
    if sign in _JOINERS or unicodedata.category(sign) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
