"""How far anything goes: the lowest of all the modes that apply. Knows no document and no settings."""

from __future__ import annotations

from typing import Final, Literal

Mode = Literal["observe", "propose", "enforce"]

MODES: Final[tuple[Mode, ...]] = ("observe", "propose", "enforce")
"""From the lowest on: write down, alert and ask, act within limits."""
DEFAULT_MODE: Final[Mode] = "propose"
"""Of a community whose settings name none, nor the operator's."""
UNLIMITED: Final[Mode] = "enforce"
"""Of what names none, and so takes nothing away."""


def lowest(*modes: object) -> Mode:
    """The lowest of these. What is no mode, as None, says nothing; when none says anything: no limit.

    It never rises by adding one: whoever asks may add whatever else applies.
    """
    for mode in MODES:  # asked for every signal that is emitted: a generator costs twice as much
        if mode in modes:
            return mode
    return UNLIMITED
