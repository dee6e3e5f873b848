"""How the bot does in one guild, gathered for `/status`. Knows cache, engine and store, no wording.

`surroundings` looks at discord.py's cache, on the loop; `gather` reads the store, in a thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import discord
import msgspec

from engine.bot.attempt import Attempt
from engine.bot.backfill.found import HAD_BACK, NEVER
from engine.bot.doctor import Facts, Finding, examine, facts_of
from engine.bot.in_force import settings_of
from engine.bot.reloaded import seen_in
from engine.diagnostics import Diagnostic
from engine.runtime.engine import Engine, Status
from engine.runtime.program import Program
from engine.signal import SignalType
from engine.store.port import Reader
from engine.store.rows import OutboxState

_MOST_QUESTIONS = 50
_LATELY_MS = 60 * 60 * 1000


class Surroundings(msgspec.Struct, frozen=True):
    """What cache and engine say about one guild at one moment, and what the doctor found there.

    `review`: how many people can see the bot, where Discord's review of its intents comes near.
    `is_operator`: the one who asks runs the bot. `errors` are those of files that are for this guild.
    `crowded` are the titles of rules that let go of groups within the last hour, `let_go` of how many.
    """

    facts: Facts
    findings: tuple[Finding, ...]
    engine: Status
    attempt: Attempt
    failed_events: int
    now: int
    review: int | None = None
    is_operator: bool = False
    crowded: tuple[str, ...] = ()
    let_go: int = 0
    errors: tuple[Diagnostic, ...] = ()


class Gap(msgspec.Struct, frozen=True):
    """A time without a connection, in milliseconds; `until` is None while it lasts.

    `recovered` counts what came back of it; `missing` names what did not, beside what nobody can have back.
    """

    since: int
    until: int | None = None
    recovered: int = 0
    missing: tuple[str, ...] = ()


class Health(msgspec.Struct, frozen=True):
    """Figures of one guild at one moment. Times in milliseconds; `outcomes`: of the last `looked_at`.

    `backed_up`: when the last backup was made, if any is known.
    """

    around: Surroundings
    rulebook_since: int
    last_signal: int | None
    last_gap: Gap | None
    backed_up: int | None
    looked_at: int
    outcomes: Mapping[OutboxState, int]


def surroundings(  # noqa: PLR0913 - each is one thing to look at
    guild: discord.Guild,
    engine: Engine,
    attempt: Attempt,
    intents: discord.Intents,
    *,
    failed_events: int,
    now: int,
    review: int | None = None,
    is_operator: bool = False,
) -> Surroundings:
    """Everything that must not be looked at from another thread. `now` in milliseconds."""
    facts = facts_of(guild, engine, intents)
    seen = seen_in(attempt, engine.program, guild.id, is_operator=False)
    titles = {each.identity: each.title for each in engine.program.rules(guild.id)}
    crowded = engine.crowded(guild.id, now - _LATELY_MS)
    return Surroundings(
        facts=facts,
        findings=tuple(examine(facts)),
        engine=engine.status(),
        attempt=attempt,
        failed_events=failed_events,
        now=now,
        errors=tuple(seen.errors),
        crowded=tuple(titles.get(each, each) for each, _ in crowded),
        let_go=sum(groups for _, groups in crowded),
        review=review,
        is_operator=is_operator,
    )


def gather(reader: Reader, around: Surroundings) -> Health:
    """Add what the store knows."""
    actions, totals = reader.actions(around.facts.guild), reader.totals()
    return Health(
        around=around,
        rulebook_since=totals.rulebook_since,
        backed_up=totals.backed_up,
        last_signal=_last_signal(reader, around.facts.guild),
        last_gap=_last_gap(reader, around.facts.guild),
        looked_at=len(actions),
        outcomes=Counter(action.state for action in actions),
    )


def alert_channels(program: Program, guild: int) -> list[int]:
    """The channels that alerts of a guild go to, the next one when those before are gone."""
    return list(settings_of(program, guild).alerts.channels)


def _last_signal(reader: Reader, guild: int) -> int | None:
    """When something was seen last; that somebody asks the bot is no news."""
    newest = reader.signals(guild, limit=_MOST_QUESTIONS)
    seen = (row.signal.seen for row in newest if not row.signal.type.startswith("command."))
    return next(seen, None)


def _last_gap(reader: Reader, guild: int) -> Gap | None:
    """The newest gap of the connection, which all guilds share, and what came back of it in this one."""
    begun = reader.signals(None, type_=SignalType.GATEWAY_GAP.value, limit=1)
    if not begun:
        return None
    gap = begun[0].signal
    since = int(gap.data.get("since", gap.time))
    ends = reader.signals(None, type_=SignalType.BACKFILL_DONE.value, since=gap.seen, limit=1)
    if not ends or ends[0].signal.seq < gap.seq:
        return Gap(since)
    own = reader.signals(guild, type_=SignalType.BACKFILL_DONE.value, since=gap.seen, limit=1)
    data = own[0].signal.data if own else {}
    recovered = sum(int(data.get(name, 0)) for name in HAD_BACK)
    missing = tuple(each for each in data.get("missing", ()) if each not in NEVER)
    return Gap(since, ends[0].signal.seen, recovered, missing)
