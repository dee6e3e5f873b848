"""Discord's own AutoMod: what it did to a member, and who changed its rules."""

from __future__ import annotations

from typing import Any, Final

from engine.bot.sensors.audit.entry import Entry
from engine.bot.sensors.audit.members import against

_LOOKED_FOR: Final = ("keyword_filter", "regex_patterns")


def read(entry: Entry) -> None:
    """The name of the rule is written by people; the kind of its trigger is Discord's."""
    against(entry)
    entry.data["trigger"] = getattr(getattr(entry.extra, "automod_rule_trigger_type", None), "name", None)
    entry.text["automod_rule"] = getattr(entry.extra, "automod_rule_name", None)


def rule(entry: Entry) -> None:
    """A rule made, changed or deleted. Whether it is on is told where that changed."""
    entry.data["enabled"] = entry.after.get("enabled")
    entry.data["trigger"] = getattr(entry.either("trigger_type"), "name", None)
    entry.data["exempted"] = [*_added(entry, "exempt_roles"), *_added(entry, "exempt_channels")]
    entry.data["weakened"] = _is_weakened(entry) or None
    entry.text["automod_rule"] = entry.either("name") or getattr(entry.known, "name", None)


def _added(entry: Entry, name: str) -> list[int]:
    had = {each.id for each in entry.before.get(name) or ()}
    return [each.id for each in entry.after.get(name) or () if each.id not in had]


def _is_weakened(entry: Entry) -> bool:
    """Of a rule that stays: words or patterns gone, or what it does about them."""
    trigger, now = entry.before.get("trigger"), entry.after.get("trigger")
    if trigger is not None and now is not None and any(_lost(trigger, now, name) for name in _LOOKED_FOR):
        return True
    did, does = entry.before.get("actions"), entry.after.get("actions")
    return did is not None and does is not None and len(does) < len(did)


def _lost(before: Any, after: Any, name: str) -> bool:
    return not set(getattr(before, name, ())) <= set(getattr(after, name, ()))
