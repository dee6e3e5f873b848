"""The folders of documents that a command works on when none is named."""

from __future__ import annotations

from pathlib import Path

from engine.bot.options import SHIPPED
from engine.errors import UsageError


def shipped() -> list[str]:
    """Those that are here. Raises `UsageError` when there is none."""
    found = [name for name in SHIPPED if Path(name).is_dir()]
    if not found:
        raise UsageError(
            f"there is no folder {SHIPPED[0]} here; name a file or a folder, or go to where it is"
        )
    return found
