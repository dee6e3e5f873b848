"""The tables of `docs/detections.md`, made from the registry of modifiers and from the schema.

`python -m engine.systems.detection.manual docs/detections.md` writes them anew, between their
marks; the text around them is written by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from engine.matching.operators import MODIFIERS, OPERATORS
from engine.systems.detection.kind import DetectionKind

_TABLE: Final = re.compile(r"(?<=<!-- made: )(\w+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)
_KINDS: Final = {
    "reference": "a field",
    "text": "text",
    "number": "a number",
    "boolean": "`true` or `false`",
    "regex": "a regular expression",
    "time": "a part of a time",
}
_OURS: Final = " Ours, not Sigma's."
_WITHOUT: Final = {"equals": "`field: value`", "wildcard": "`field: 'a*b?'`", "null": "`field: null`"}


def renewed(page: str) -> str:
    """The page with every table as it is now. KeyError for a mark that names no table."""
    return _TABLE.sub(lambda found: f"{found[1]}{found[2]}{TABLES[found[1]]()}", page)


def _comparisons() -> str:
    rows = [(_WITHOUT[each.name], each.sentence) for each in OPERATORS if not each.spelling]
    return _table(("written", "holds when"), rows)


def _modifiers() -> str:
    rows = [
        (
            ", ".join(f"`{name}`" for name in (each.name, *each.aliases)),
            " or ".join(_KINDS[kind] for kind in sorted(each.takes & _KINDS.keys())) or "anything",
            each.sentence + (_OURS if each.ours else ""),
        )
        for each in dict.fromkeys(MODIFIERS.values())
    ]
    return _table(("modifier", "takes", "means"), rows)


def _keys() -> str:
    return _schema_table(DetectionKind().schema())


def _tocsin() -> str:
    return _schema_table(DetectionKind().schema()["properties"]["tocsin"])


def _schema_table(schema: Mapping[str, Any]) -> str:
    required = schema.get("required", ())
    rows = [
        (f"`{key}`" + (" (required)" if key in required else ""), what["description"])
        for key, what in schema["properties"].items()
    ]
    return _table(("key", "says"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


TABLES: Final[Mapping[str, Callable[[], str]]] = {
    "comparisons": _comparisons,
    "modifiers": _modifiers,
    "keys": _keys,
    "tocsin": _tocsin,
}


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(renewed(target.read_text(encoding="utf-8")), encoding="utf-8")
