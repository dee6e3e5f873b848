"""The channels that alerts go to, by guild: asked at each change of a channel, worked out once a rulebook."""

from __future__ import annotations

from engine.bot.health import alert_channels
from engine.runtime.engine import Engine
from engine.runtime.program import Program


class AlertChannels:
    """Of the rules in force."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._of: Program | None = None
        self._known: dict[int, frozenset[int]] = {}

    def __call__(self, guild: int) -> frozenset[int]:
        """Ids of the channels of a guild; none where its settings name none."""
        program = self._engine.program
        if program is not self._of:
            self._of, self._known = program, {}
        known = self._known.get(guild)
        if known is None:
            known = self._known[guild] = frozenset(alert_channels(program, guild))
        return known
