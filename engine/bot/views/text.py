"""The one place where text that people wrote is made safe to show on Discord. Knows no message, only text.

Nothing that comes out can ping, format, link, invite, break a line or turn the reading direction.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final

LONGEST: Final = 160
"""Characters of people's text that are shown at most, before escaping."""

_FORMATTING: Final = re.compile(r"([\\`*_~|>#\[\]()<:/.\-+!{}&])")
_AT: Final = "＠"
"""Discord looks for `@everyone` even behind a backslash; this sign reads the same and is nobody."""
_OWN: Final = re.compile(r"(?:^|/)guilds/\d+/(.+)$")
_SHARED: Final = re.compile(r"(?:^|/)(rules/.+)$")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
_MOST_MARKS: Final = 2
"""Marks that may stand on one letter; more would climb over the lines around it."""


def plain(value: Any, limit: int = LONGEST) -> str:
    """One line of at most `limit` visible characters, with all that Discord reads as a sign escaped."""
    shown = visible(str(value))
    if len(shown) > limit:
        shown = shown[: limit - 1].rstrip() + "…"
    return _FORMATTING.sub(r"\\\1", shown.replace("@", _AT))


def file_name(path: str, limit: int = 100) -> str:
    """Where a file stands, as far as a reader needs it, safe to show.

    In a server's own folder its name there; else from the folder of rules on, or with the folder it is in.
    """
    own, shared = _OWN.search(path), _SHARED.search(path)
    found = own or shared
    shown = "/".join(path.split("/")[-2:]) if found is None else found[1]
    return plain(shown if len(shown) <= limit else f"…{shown[-limit:]}", limit + 1)


def visible(text: str) -> str:
    """The text in one line, without what cannot be seen: controls, direction marks, letters of no width."""
    kept: list[str] = []
    marks = 0
    for sign in text:
        kind = unicodedata.category(sign)
        if sign.isspace() or kind in {"Zl", "Zp"}:
            kept.append(" ")
        elif kind in _HIDDEN or sign in _BLANK_LETTERS or "\ufe00" <= sign <= "\ufe0f":
            continue
        elif kind.startswith("M"):
            marks += 1
            if marks <= _MOST_MARKS:
                kept.append(sign)
            continue
        else:
            kept.append(sign)
        marks = 0
    return " ".join("".join(kept).split())
