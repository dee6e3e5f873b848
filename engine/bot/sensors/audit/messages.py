"""Messages that a moderator deleted or pinned: who did it. What was deleted, the gateway tells."""

from __future__ import annotations

from engine.bot.sensors.audit.entry import Entry
from engine.bot.sensors.people import seen_name


def delete(entry: Entry) -> None:
    """One message, or several of one author in one channel: Discord counts them up in one entry."""
    entry.data["target_is_bot"] = getattr(entry.person, "bot", None)
    entry.text["target_name"] = seen_name(entry.person)


def bulk_delete(entry: Entry) -> None:
    """What such an entry is about is the channel, not a person."""
    entry.channel, entry.target = entry.target, None


def pin(entry: Entry) -> None:
    """The target is the author of the message."""
    entry.data["message"] = getattr(entry.extra, "message_id", None)
