"""Integrations added, changed and removed: links to other services, and applications."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry


def read(entry: Entry) -> None:
    """What did not change a back-fill knows, from what Discord sends with the entries."""
    known = entry.known
    entry.data["integration_type"] = entry.either("type") or getattr(known, "type", None)
    entry.data["application"] = getattr(known, "application_id", None)
    entry.text["integration_name"] = entry.either("name") or getattr(known, "name", None)
