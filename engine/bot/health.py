"""How the bot does in one guild, gathered for `/status`. Knows cache, engine and store, no wording.

`surroundings` looks at discord.py's cache, on the loop; `gather` reads the store, in a thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import discord
import msgspec

from engine.bot.attempt import Attempt
from engine.bot.in_force import settings_of
from engine.runtime.engine import Engine, Status
from engine.runtime.program import Program
from engine.signal import SignalType
from engine.store.port import Reader
from engine.store.rows import OutboxState
from engine.systems.modes import Mode

_NEEDED = ("view_channel", "send_messages", "embed_links", "read_message_history")
"""What the alert channel must allow: to post, and to look whether a post arrived."""
_MOST_QUESTIONS = 50


class Channel(msgspec.Struct, frozen=True):
    """A channel that alerts go to, and the permissions missing there; `exists` is False when it is gone."""

    id: int
    exists: bool = True
    missing: tuple[str, ...] = ()


class Surroundings(msgspec.Struct, frozen=True):
    """What the gateway's cache and the engine say about one guild at one moment.

    `mode` is that of the community. `resting` are ids of documents that failed too often here to be
    given new signals.
    """

    guild: int
    engine: Status
    mode: Mode
    rules: int
    channels: tuple[Channel, ...]
    sees_audit_log: bool
    attempt: Attempt
    resting: tuple[str, ...]
    failed_events: int
    now: int


class Gap(msgspec.Struct, frozen=True):
    """A time without a connection, in milliseconds; `until` is None while it lasts."""

    since: int
    until: int | None


class Health(msgspec.Struct, frozen=True):
    """Figures of one guild at one moment. Times in milliseconds; `outcomes`: of the last `looked_at`."""

    around: Surroundings
    rulebook_since: int
    last_signal: int | None
    last_gap: Gap | None
    looked_at: int
    outcomes: Mapping[OutboxState, int]


def surroundings(
    guild: discord.Guild, engine: Engine, attempt: Attempt, *, failed_events: int, now: int
) -> Surroundings:
    """Everything that must not be looked at from another thread. `now` in milliseconds."""
    program = engine.program
    return Surroundings(
        guild=guild.id,
        engine=engine.status(),
        mode=program.mode_in(guild.id),
        rules=len(program.rules(guild.id)),
        channels=tuple(_channel(guild, id_) for id_ in alert_channels(program, guild.id)),
        sees_audit_log=guild.me.guild_permissions.view_audit_log,
        attempt=attempt,
        resting=tuple(engine.resting(guild.id)),
        failed_events=failed_events,
        now=now,
    )


def gather(reader: Reader, around: Surroundings) -> Health:
    """Add what the store knows."""
    actions = reader.actions(around.guild)
    return Health(
        around=around,
        rulebook_since=reader.totals().rulebook_since,
        last_signal=_last_signal(reader, around.guild),
        last_gap=_last_gap(reader),
        looked_at=len(actions),
        outcomes=Counter(action.state for action in actions),
    )


def alert_channels(program: Program, guild: int) -> list[int]:
    """The channels that alerts of a guild go to, the next one when those before are gone."""
    return list(settings_of(program, guild).alerts.channels)


def _channel(guild: discord.Guild, id_: int) -> Channel:
    channel = guild.get_channel_or_thread(id_)
    if channel is None:
        return Channel(id_, exists=False)
    allowed = channel.permissions_for(guild.me)
    return Channel(id_, missing=tuple(name for name in _NEEDED if not getattr(allowed, name)))


def _last_signal(reader: Reader, guild: int) -> int | None:
    """When something was seen last; that somebody asks the bot is no news."""
    newest = reader.signals(guild, limit=_MOST_QUESTIONS)
    seen = (row.signal.seen for row in newest if not row.signal.type.startswith("command."))
    return next(seen, None)


def _last_gap(reader: Reader) -> Gap | None:
    """The newest gap of the connection, which all guilds share."""
    begun = reader.signals(None, type_=SignalType.GATEWAY_GAP.value, limit=1)
    if not begun:
        return None
    gap = begun[0].signal
    ends = reader.signals(None, type_=SignalType.BACKFILL_DONE.value, since=gap.seen, limit=1)
    until = ends[0].signal.seen if ends and ends[0].signal.seq > gap.seq else None
    return Gap(int(gap.data.get("since", gap.time)), until)
