"""Acts of the bot's own account: ours, Discord's for us, or somebody else's, who then has the token."""

from __future__ import annotations

from typing import Any, Final

import structlog

from engine.bot.sensors.audit.entry import Entry, action_of
from engine.bot.sensors.context import Context
from engine.errors import StoreError
from engine.instants import posix_ms
from engine.signal import Signal

UNEXPLAINED: Final = "discord.bot.unexplained"
_SETTLING_MS: Final = 60_000
"""While a bot joins Discord makes its role, in the bot's name."""
_OWN_ROLE: Final = frozenset({"role_create", "role_update"})
_log = structlog.get_logger()


def judge(context: Context, entry: Entry) -> Signal | None:
    """Mark what is ours as such. The alarm about what is not; to rules it is the act of any other account."""
    if context.explains is None or _is_of_discord(entry, context.own_id):
        entry.data["self"] = True
        return None
    try:
        touched = (entry.target, entry.channel)
        effect = context.explains(action_of(entry.source), entry.text["reason"], entry.guild, touched)
    except StoreError as error:
        _log.error("own_acts.not_judged", entry=entry.id, reason=str(error))
        entry.data["self"] = True
        return None
    entry.data["effect"] = effect
    if effect is not None:
        entry.data["self"] = True
        return None
    entry.data["unexplained"] = True
    return _alarm(entry)


def _alarm(entry: Entry) -> Signal:
    act = entry.signal()
    data: dict[str, Any] = {"act": action_of(entry.source), "action": act.data["action"]}
    text = {} if entry.text["reason"] is None else {"reason": entry.text["reason"]}
    return Signal(
        f"unexplained:{act.id}",
        UNEXPLAINED,
        act.time,
        guild=act.guild,
        channel=act.channel,
        actor=act.actor,
        target=act.target,
        data=data,
        text=text or None,
    )


def _is_of_discord(entry: Entry, own_id: int | None) -> bool:
    """Discord makes and changes the role of a bot by itself; a bot can never change its own highest one."""
    if action_of(entry.source) not in _OWN_ROLE:
        return False
    tags = getattr(entry.known, "tags", None)
    if tags is not None and tags.bot_id == own_id:
        return True
    joined_at = getattr(entry.source.guild.me, "joined_at", None)
    return joined_at is not None and abs(entry.time - posix_ms(joined_at)) <= _SETTLING_MS
