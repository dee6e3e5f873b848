"""The answer of `/status`: its headline is the worst thing that is true. Every number says from how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.bot.attempt import Attempt
from engine.bot.health import Channel, Health, Surroundings
from engine.bot.sentences import words
from engine.bot.views.card import Card
from engine.bot.views.signs import instant, place, short, span
from engine.bot.views.text import plain
from engine.store.rows import OutboxState

_MOST_NAMED = 5
_BEHIND_MS = 60_000
"""Less than this the clock makes up for before anybody asks."""


def status(health: Health) -> Card:
    """Seen by the one who asked alone."""
    troubles = list(_troubles(health))
    headline = troubles[0] if troubles else "✅ WATCHING: nothing is wrong that I know of"
    return Card(headline, [*troubles[1:], *_figures(health)])


def _troubles(health: Health) -> Iterator[str]:
    """From the worst to the least."""
    if not health.around.engine.is_open:
        yield "🔴 NOT WATCHING: the journal cannot be written, nothing is taken in"
    if health.around.rules == 0:
        yield "🔴 NO RULES: none is loaded, so nothing is noticed"
    if health.around.engine.in_gap:
        yield "🔴 BLIND: the connection was lost and is not caught up yet"
    behind = health.around.engine.last_seen - health.around.now
    if behind > _BEHIND_MS:
        back = f"my computer's clock went back {span(behind)}"
        yield f"🔴 TIME STANDS STILL: {back}, and until it catches up no window moves"
    yield from _about_channels(health.around.channels)
    if not health.around.sees_audit_log:
        yield "🔴 HALF BLIND: I cannot see who did what, give me *View Audit Log*"
    yield from _about_rules(health.around)
    if health.outcomes.get(OutboxState.UNKNOWN):
        yield f"⚠️ {_of(health, OutboxState.UNKNOWN)} may not have arrived"
    if health.outcomes.get(OutboxState.REFUSED):
        yield f"⚠️ {_of(health, OutboxState.REFUSED)} refused by Discord"
    if health.around.failed_events:
        yield f"⚠️ {health.around.failed_events} events could not be read since the start"


def _about_channels(channels: tuple[Channel, ...]) -> Iterator[str]:
    if not channels:
        yield "🔴 NOBODY IS TOLD: no alert channel is set for this server"
    for channel in channels:
        if not channel.exists:
            yield f"🔴 NOBODY IS TOLD: there is no channel {channel.id} in this server"
        elif channel.missing:
            lacks = ", ".join(name.replace("_", " ") for name in channel.missing)
            yield f"🔴 NOBODY IS TOLD: in {place(channel.id)} I lack: {lacks}"


def _about_rules(around: Surroundings) -> Iterator[str]:
    attempt = around.attempt
    if attempt.fault:
        yield "⚠️ OLD RULES: the files' change could not be loaded, and that was my fault; see my log"
    if attempt.out:
        yield f"⚠️ NOT LOADED: {_names(attempt.out)} ({_errors(attempt)})"
    stale = [each for each in attempt.held if each not in attempt.out]
    if stale:
        since = "" if attempt.since is None else f" since {instant(attempt.since, 'f')}"
        yield f"⚠️ OLD RULES: {_names(stale)}{since} ({_errors(attempt)})"
    if around.resting:
        yield f"⚠️ RESTING until the rules are loaded again, after failing 3 times: {_names(around.resting)}"


def _errors(attempt: Attempt) -> str:
    number = len(attempt.errors)
    return "1 error, `/reload` shows it" if number == 1 else f"{number} errors, `/reload` shows them"


def _names(names: Sequence[str]) -> str:
    return ", ".join(plain(each, 40) for each in names[:_MOST_NAMED])


def _figures(health: Health) -> Iterator[str]:
    working = [channel for channel in health.around.channels if channel.exists and not channel.missing]
    if working:
        yield f"Alerts to {', '.join(place(channel.id) for channel in working)}"
    yield words("modes")[health.around.mode]
    since = f", loaded {instant(health.rulebook_since, 'R')}" if health.rulebook_since else ""
    commit = health.around.attempt.commit
    of = f", commit {short(commit)}" if commit else ""
    yield f"{health.around.rules} rules, rulebook {short(health.around.engine.rulebook)}{of}{since}"
    if health.last_signal is None:
        yield "No signal of this server yet"
    else:
        yield f"Last signal {span(max(health.around.now - health.last_signal, 0))} ago"
    yield from _gap(health)
    lag = health.around.engine.lag
    yield f"Journal: {lag} row{'' if lag == 1 else 's'} not yet on disk"
    waiting = health.outcomes.get(OutboxState.PENDING, 0) + health.outcomes.get(OutboxState.SENDING, 0)
    sent = health.outcomes.get(OutboxState.SENT, 0)
    yield f"Of the last {health.looked_at} messages: {sent} sent, {waiting} waiting"


def _gap(health: Health) -> Iterator[str]:
    gap = health.last_gap
    if gap is not None and gap.until is not None:
        length = span(max(gap.until - gap.since, 0))
        yield f"Last gap {length}, ended {instant(gap.until, 'R')}; what happened in it I did not see"


def _of(health: Health, state: OutboxState) -> str:
    return f"{health.outcomes[state]} of the last {health.looked_at} messages"
