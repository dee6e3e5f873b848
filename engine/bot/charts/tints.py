"""The colours of severities and levels in pictures: those of alerts, so that red is the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.bot.views.score import SEVERITIES
from engine.bot.views.signs import COLOURS
from engine.signal import Severity
from engine.systems.scoring.spec import LEVELS

OF_SEVERITIES: Final[Mapping[Severity, str]] = {each: f"#{rgb:06x}" for each, rgb in COLOURS.items()}
OF_LEVELS: Final = tuple(OF_SEVERITIES[SEVERITIES[level]] for level in LEVELS)
"""The lowest level first."""
