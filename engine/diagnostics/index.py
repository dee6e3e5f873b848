"""The page `docs/diagnostics.md`: every code with its level, its title and a link to its page.

Made by `python -m engine.diagnostics.index docs/diagnostics.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Final

from engine.diagnostics.codes import CODES, Code

PAGES: Final = "../engine/diagnostics/pages"
"""Where the pages stand, seen from the folder of the index."""

_FAMILIES: Final = {
    "1": "YAML and files",
    "2": "Documents and their schema",
    "3": "Detections and conditions",
    "4": "Correlations",
    "5": "The rulebook as a whole",
    "6": "Tests in documents",
}
_HEAD: Final = """\
# Diagnostics

What `tocsin check` says, by code. `tocsin explain CODE` shows the same pages. A code is for ever: its
meaning never changes, and it is never used again. An error keeps its pack as it was
when it was last good, or out of the rulebook if it never was; a warning does not.

This page is generated from `engine/diagnostics/codes.py`.
"""


def index_page(codes: Mapping[str, Code] = CODES) -> str:
    """The whole page, which ends with a line break."""
    parts = [_HEAD]
    for family, members in groupby(sorted(codes), key=lambda code: code[3]):
        parts.append(f"\n## {_FAMILIES[family]}\n\n| code | level | what |\n| --- | --- | --- |\n")
        parts.extend(
            f"| [{code}]({PAGES}/{code}.md) | {codes[code].level} | {codes[code].title} |\n"
            for code in members
        )
    return "".join(parts)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(index_page(), encoding="utf-8")
