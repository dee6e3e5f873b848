"""Stages opened, changed and closed."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry


def read(entry: Entry) -> None:
    """What it is about: said, or known from the cache."""
    entry.text["topic"] = entry.either("topic") or getattr(entry.known, "topic", None)
