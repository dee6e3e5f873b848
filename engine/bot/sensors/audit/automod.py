"""What Discord's own AutoMod did to a member."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry
from engine.bot.sensors.audit.members import against


def read(entry: Entry) -> None:
    """The name of the rule is written by people; the kind of its trigger is Discord's."""
    against(entry)
    entry.data["trigger"] = getattr(getattr(entry.extra, "automod_rule_trigger_type", None), "name", None)
    entry.text["automod_rule"] = getattr(entry.extra, "automod_rule_name", None)
