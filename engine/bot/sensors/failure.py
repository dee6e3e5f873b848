"""What is said when a sensor raises: which event, what error, where; nothing of what was in the event."""

from __future__ import annotations

from typing import Final

import structlog

from engine.bot.sensors.context import Context
from engine.errors import raised_at
from engine.signal import Signal, SignalType

QUIET_MS: Final = 60_000
"""After a failure is told, further ones of the same event are only counted for so long."""
_log = structlog.get_logger()


def failure(context: Context, event: str, error: Exception) -> Signal | None:
    """A signal that a sensor failed, or None where one was told less than a minute ago.

    An error's message may quote what people wrote, so it goes nowhere.
    """
    now = context.clock()
    told, silent = context.failed.get(event, (None, 0))
    if told is not None and told <= now < told + QUIET_MS:
        context.failed[event] = (told, silent + 1)
        return None
    context.failed[event] = (now, 0)
    what = {"event": event, "error": type(error).__name__, "at": raised_at(error), "times": silent + 1}
    _log.error("sensor.failed", sensor=event, error=what["error"], at=what["at"])
    return Signal(
        id=f"sensor_failed:{event}:{context.stamp()}",
        type=SignalType.SENSOR_FAILED.value,
        time=now,
        severity="medium",
        data=what,
    )
