"""An explanation as lines for people: what was asked, what it saw, if it held. Knows no terminal, no Discord.

What people wrote stands in a line as they wrote it, save that characters which are not
printed (line breaks, colours of a terminal, changes of direction) are escaped; marks that
mean something where it is shown are the business of whoever shows it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from engine.diagnostics.screen import safe
from engine.matching.interpreter import Explanation

LONGEST: Final = 200
_CUT: Final = "…"
_NOTHING: Final = "nothing"


class Line(msgspec.Struct, frozen=True):
    """One condition. `depth` counts from 0; `text` is the condition in the words of its rule.

    `value` is what the field held, spelled as JSON (`"text"`, `5`, `[1,2]`), or `nothing` where it
    is missing or null; None for a condition made of others, which are the lines below it. Below a
    condition with a value stands what it compared in its place.
    """

    depth: int
    result: bool
    text: str
    value: str | None = None


def as_lines(explanation: Explanation, longest: int = LONGEST) -> list[Line]:
    """The tree from the top, in the order of the document; what is over `longest` characters is cut."""
    return list(_lines(explanation, 0, longest))


def _lines(explanation: Explanation, depth: int, longest: int) -> Iterator[Line]:
    children = explanation["children"]
    if len(children) == 1 and children[0]["condition"] == explanation["condition"]:
        yield from _lines(children[0], depth, longest)  # a list of one, which says nothing of its own
        return
    seen = explanation["value"]
    value = None if children and seen is None else _cut(_spelled(seen), longest)
    yield Line(depth, explanation["result"], _cut(explanation["condition"], longest), value)
    for child in children:
        yield from _lines(child, depth + 1, longest)


def _spelled(value: Any) -> str:
    if value is None:
        return _NOTHING
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _cut(text: str, longest: int) -> str:
    printed = safe(text[: longest + 1])  # an alert from outside may be of any size
    return printed if len(printed) <= longest else printed[: longest - len(_CUT)] + _CUT
