"""How far the thing reaches that stands at a place: a word, a quoted text, one sign. Knows little of YAML."""

from __future__ import annotations

import re
from typing import Final

_THING: Final = re.compile(r""""(?:\\.|[^"\\])*"|'(?:''|[^'])*'|[^\s"',:{}\[\]()#][^\s,:{}\[\]()]*""")


def end_of(line: str, column: int) -> int:
    """The column behind the thing at `column` of a line; columns count from 1, in code points."""
    found = _THING.match(line, column - 1)
    return found.end() + 1 if found else column + 1
