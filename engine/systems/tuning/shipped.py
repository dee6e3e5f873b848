"""Which pack that ships has a rule, by the name or id that people write. Reads no more of files than that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from engine.documents.home import INSTALLATION

_NAMED: Final = re.compile(r"""^(?:name|id):[ ]*['"]?([^\s'"#]+)""", re.MULTILINE)


def pack_with(name: str) -> str | None:
    """The pack of a rule; None where none that ships has it."""
    return _names().get(name)


@cache
def _names() -> Mapping[str, str]:
    """Once a process: what ships changes with an upgrade alone."""
    files = sorted(Path(INSTALLATION, "rules").glob("*/*.yml"))
    return {name: file.parent.name for file in files for name in _NAMED.findall(_text(file))}


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
