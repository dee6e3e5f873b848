"""How the bot does in one guild, gathered for `/status`. Knows cache, engine and store, no wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import discord
import msgspec

from engine.bot.desk import Loading
from engine.runtime.engine import Status
from engine.runtime.program import Program
from engine.store.port import Reader
from engine.store.rows import OutboxState
from engine.systems.settings.spec import SettingsSpec

_NEEDED = ("view_channel", "send_messages", "embed_links", "read_message_history")
"""What the alert channel must allow: to post, and to look whether a post arrived."""


class Channel(msgspec.Struct, frozen=True):
    """A channel that alerts go to, and the permissions missing there; `exists` is False when it is gone."""

    id: int
    exists: bool = True
    missing: tuple[str, ...] = ()


class Health(msgspec.Struct, frozen=True):
    """Figures of one guild at one moment. Times in milliseconds; `outcomes`: of the last `looked_at`."""

    engine: Status
    now: int
    rules: int
    rulebook_since: int
    last_signal: int | None
    looked_at: int
    outcomes: Mapping[OutboxState, int]
    loading: Loading
    channels: tuple[Channel, ...]
    sees_audit_log: bool
    failed_events: int


def gather(  # noqa: PLR0913 - each is one thing to look at
    reader: Reader,
    status: Status,
    program: Program,
    guild: discord.Guild,
    loading: Loading,
    *,
    now: int,
    failed_events: int,
) -> Health:
    """Runs in a thread: reads the store, and the guild's cache."""
    newest = reader.signals(guild.id, limit=1)
    actions = reader.actions(guild.id)
    return Health(
        engine=status,
        now=now,
        rules=sum(1 for each in program.rulebook.documents if each.kind in {"detection", "correlation"}),
        rulebook_since=reader.totals().rulebook_since,
        last_signal=newest[0].signal.seen if newest else None,
        looked_at=len(actions),
        outcomes=Counter(action.state for action in actions),
        loading=loading,
        channels=tuple(_channel(guild, id_) for id_ in alert_channels(program, guild.id)),
        sees_audit_log=guild.me.guild_permissions.view_audit_log,
        failed_events=failed_events,
    )


def alert_channels(program: Program, guild: int) -> list[int]:
    """The channels of the settings in force for a guild: its own, else those for all that have none."""
    settings = [each for each in program.documents.values() if isinstance(each.spec, SettingsSpec)]
    own = [each for each in settings if guild in (each.guilds or ())]
    chosen = own or [each for each in settings if each.guilds is None]
    return list(dict.fromkeys(each.spec.channel for each in chosen))


def _channel(guild: discord.Guild, id_: int) -> Channel:
    channel = guild.get_channel_or_thread(id_)
    if channel is None:
        return Channel(id_, exists=False)
    allowed = channel.permissions_for(guild.me)
    return Channel(id_, missing=tuple(name for name in _NEEDED if not getattr(allowed, name)))
