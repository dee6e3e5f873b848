"""What the step of settings works with, read from a checked document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from engine.signal import Severity

DEFAULT_LEAST: Final[Severity] = "medium"


class SettingsSpec(msgspec.Struct, frozen=True):
    """`guild` and `channel` are Discord ids; no guild: for all that have no settings of their own."""

    guild: int | None
    channel: int
    least: Severity


def read_spec(body: Mapping[str, Any]) -> SettingsSpec:
    """The spec of a document that its schema has passed."""
    guild, alerts = body.get("guild"), body["alerts"]
    return SettingsSpec(
        guild=None if guild is None else int(guild),
        channel=int(alerts["channel"]),
        least=alerts.get("least", DEFAULT_LEAST),
    )
