"""Discord's ids as instants: an id after which everything was made later than a moment."""

from __future__ import annotations

from typing import Final

from engine.instants import DISCORD_EPOCH

_SHIFT: Final = 22


def first_id_at(time: int) -> int:
    """The least id that anything made at an instant (milliseconds since 1970) can have."""
    return max(time - DISCORD_EPOCH, 0) << _SHIFT
