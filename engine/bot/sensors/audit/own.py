"""Acts of the bot's own account: ours, Discord's for us, or somebody else's, who then has the token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import structlog

from engine.bot.sensors.audit.entry import Entry, action_of
from engine.bot.sensors.context import Context
from engine.errors import StoreError
from engine.instants import posix_ms
from engine.signal import Signal

UNEXPLAINED: Final = "discord.bot.unexplained"
_SETTLING_MS: Final = 60_000
_SETTLING: Final = frozenset({"role_create", "role_update", "member_role_update", "integration_create"})
"""While a bot joins, Discord makes its role and gives it, in the bot's name."""
_OWN_ROLE: Final = frozenset({"role_create", "role_update"})
_BY_AUTOMOD: Final = frozenset(
    {"automod_block_message", "automod_flag_message", "automod_timeout_member", "automod_quarantine_user"}
)
"""What AutoMod does nobody can do with a token, whoever it names."""
_log = structlog.get_logger()


def judge(context: Context, entry: Entry) -> list[Signal]:
    """Mark what is ours as such. Alarms about what is not; to rules it is the act of any other account."""
    if context.explains is None or _is_of_discord(entry, context.own_id):
        entry.data["self"] = True
        return []
    try:
        touched = (entry.target, entry.channel)
        effect = context.explains(action_of(entry.source), entry.text["reason"], entry.guild, touched)
    except StoreError as error:
        _log.error("own_acts.not_judged", entry=entry.id, reason=str(error))
        entry.data["self"] = True
        return []
    entry.data["effect"] = effect
    if effect is not None:
        entry.data["self"] = True
        return []
    entry.data["unexplained"] = True
    return [_alarm(entry), *_alarms_of_operator(entry)]


def _alarms_of_operator(entry: Entry) -> Iterator[Signal]:
    """Only the operator can change the token, and of many servers may be in none of them.

    It says where and what; whom it was done to is that server's own business.
    """
    if len(entry.source.guild._state.guilds) > 1:  # noqa: SLF001 - the client's, of which a guild is told
        act = entry.signal()
        data = {**_what(entry, act), "in_guild": act.guild}
        yield Signal(f"unexplained:operator:{act.id}", UNEXPLAINED, act.time, actor=act.actor, data=data)


def _what(entry: Entry, act: Signal) -> dict[str, Any]:
    return {"act": action_of(entry.source), "action": act.data["action"]}


def _alarm(entry: Entry) -> Signal:
    act = entry.signal()
    data = _what(entry, act)
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
    """Discord acts in the bot's name: AutoMod, and for the role of a bot, which no bot can change itself."""
    act = action_of(entry.source)
    if act in _BY_AUTOMOD:
        return True
    tags = getattr(entry.known, "tags", None)
    if act in _OWN_ROLE and tags is not None and tags.bot_id == own_id:
        return True
    joined_at = getattr(entry.source.guild.me, "joined_at", None)
    return (
        act in _SETTLING and joined_at is not None and abs(entry.time - posix_ms(joined_at)) <= _SETTLING_MS
    )
