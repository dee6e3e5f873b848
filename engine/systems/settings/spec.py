"""What holds in one server, or in all that have no settings of their own, read from checked documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from engine.systems.modes import DEFAULT_MODE, Mode
from engine.systems.sections import section_of
from engine.systems.settings.access import Access, read_access
from engine.systems.settings.cases.spec import DEFAULT_ZONE, Alerts, read_alerts
from engine.systems.settings.layers import laid_over
from engine.systems.settings.retention import Retention, read_retention


class SettingsSpec(msgspec.Struct, frozen=True):
    """`guild` is a Discord id; without one they are for all that have no settings of their own.

    `mode` is that of the community; `zone` the name of a time zone. `said` is the document itself, for
    those that are laid over it.
    """

    guild: int | None = None
    alerts: Alerts = Alerts()
    mode: Mode = DEFAULT_MODE
    access: Access = Access()
    zone: str = DEFAULT_ZONE
    retention: Retention = Retention()
    said: Mapping[str, Any] = {}


def read_spec(body: Mapping[str, Any], operators: Mapping[str, Any] | None = None) -> SettingsSpec:
    """What holds where a document counts that its schema has passed. `operators`: that of the operator."""
    guild = body.get("guild")
    if guild is None:  # the operator's own: its ceiling is for the mode of all, and for other's access
        operators = {"ceiling": {"mode": section_of(body, "ceiling").get("mode")}}
    holds = laid_over(body, operators or {})
    zone = holds.get("zone", DEFAULT_ZONE)
    return SettingsSpec(
        guild=None if guild is None else int(guild),
        alerts=read_alerts(section_of(holds, "alerts"), zone, shared=guild is None),
        mode=holds["mode"],
        access=read_access(holds["access"]),
        zone=zone,
        retention=read_retention(section_of(holds, "retention")),
        said=body,
    )
