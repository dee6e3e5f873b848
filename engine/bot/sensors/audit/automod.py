"""Discord's own AutoMod: what it did to a member, and who changed its rules."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry
from engine.bot.sensors.audit.members import against


def read(entry: Entry) -> None:
    """The name of the rule is written by people; the kind of its trigger is Discord's."""
    against(entry)
    entry.data["trigger"] = getattr(getattr(entry.extra, "automod_rule_trigger_type", None), "name", None)
    entry.text["automod_rule"] = getattr(entry.extra, "automod_rule_name", None)


def rule(entry: Entry) -> None:
    """A rule made, changed or deleted. Whether it is on is told where that changed."""
    entry.data["enabled"] = entry.after.get("enabled")
    entry.text["automod_rule"] = entry.either("name") or getattr(entry.source.target, "name", None)
