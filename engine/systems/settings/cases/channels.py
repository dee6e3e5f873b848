"""Which signals say that a channel can no longer be read: who attacks silences the staff first."""

from __future__ import annotations

from typing import Final

from engine.signal import Signal
from engine.systems.settings.cases.book import Book
from engine.systems.settings.cases.showing import LOST_MS, leave
from engine.systems.settings.cases.spec import Alerts

_DELETED: Final = frozenset({"discord.channel.delete", "discord.gateway.channel.delete"})
_UPDATED: Final = "discord.gateway.channel.update"
_OVERWRITTEN: Final = frozenset({"discord.overwrite.create", "discord.overwrite.update"})
ABOUT_CHANNELS: Final = (*sorted(_DELETED), _UPDATED, *sorted(_OVERWRITTEN))
"""Types of signals after which a channel may be lost."""
_VIEW: Final = "view_channel"


def watch(alerts: Alerts, book: Book, signal: Signal, now: int) -> None:
    """Take note of a channel of the alerts that is lost, and move what stands there at once."""
    channel, why = signal.channel, _loss(signal)
    if channel is None or why is None:
        return
    standing = [case for case in book.cases if case.stage == "open" and case.post.place == channel]
    if standing or channel in alerts.channels:
        book.lost[channel] = now + LOST_MS
    for case in standing:
        leave(case, channel, why, now)


def _loss(signal: Signal) -> str | None:
    """What became of the signal's channel, None while it can be read by the bot and by the staff."""
    data = signal.data
    if signal.type in _DELETED:
        return "deleted"
    if signal.type == _UPDATED:
        return "hidden" if data.get("self_lost") else None
    if signal.type in _OVERWRITTEN and data.get("target_is_staff") and _VIEW in (data.get("denied") or ()):
        return "kept_from_staff"
    return None
