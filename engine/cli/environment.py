"""The `.env` of a folder: variables for the bot that runs there, below those of the process."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from engine.cli.output import note
from engine.cli.starter import ENV
from engine.errors import UsageError

_LINE: Final = re.compile(r"(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(.*?)[ \t]*")
_LARGEST: Final = 64 * 1024
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def environment(folder: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The variables of the process over those of the folder. Raises `UsageError` for a line that is none."""
    path = folder / ENV
    found = read_env(path)
    if found and stat.S_IMODE(path.stat().st_mode) & _OTHERS:
        note(f"{path}: others can read it: chmod 600 {path}")
    return {**found, **environ}


def read_env(path: Path) -> dict[str, str]:
    """The variables that a file sets: NAME=value, one a line, quotes taken off. None where there is none."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_LARGEST)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}"
        ) from None
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        parts = _LINE.fullmatch(stripped)
        if parts is None:  # the line itself may be a secret, so it is not shown
            raise UsageError(f"{path}:{number}: is no line such as NAME=value")
        found[parts[1]] = _unquoted(parts[2])
    return found


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
