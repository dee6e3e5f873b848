"""The server's own settings, and which of those that keep it safe were lowered."""

from __future__ import annotations

from typing import Any, Final

from engine.bot.sensors.audit.entry import Entry

_SAFETY: Final = ("verification_level", "mfa_level", "explicit_content_filter")
"""The higher, the safer, in discord.py's names."""


def update(entry: Entry) -> None:
    """Names of what was lowered."""
    entry.data["lowered"] = [
        name for name in _SAFETY if _rank(entry.after.get(name)) < _rank(entry.before.get(name))
    ]


def _rank(level: Any) -> int:
    """Its place in the order; 0 where it is not told."""
    rank = getattr(level, "value", level)
    return rank if isinstance(rank, int) else 0
