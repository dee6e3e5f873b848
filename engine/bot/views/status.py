"""The answer of `/status`: its headline is the worst thing that is true. Every number says from how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.bot.attempt import Attempt
from engine.bot.doctor.examine import Finding, Weight
from engine.bot.health import Health, Surroundings
from engine.bot.intents import REVIEW_FROM
from engine.bot.news import News
from engine.bot.sentences import said, words
from engine.bot.views.card import Card
from engine.bot.views.findings import fix, head
from engine.bot.views.reload import error_line, packs_of
from engine.bot.views.signs import commit_of, instant, place, short, span
from engine.bot.views.text import plain
from engine.store.rows import OutboxState

_MOST_NAMED = 5
_MOST_TROUBLES = 5
_MOST_ERRORS = 3
"""Of the rules; `/reload` shows all."""
_LAGGING = 100
"""Rows that wait for the disk: fewer are those of the last instant."""
_BEHIND_MS = 60_000
"""Less than this the clock makes up for before anybody asks."""


def status(health: Health) -> Card:
    """Seen by the one who asked alone."""
    troubles = list(_troubles(health))
    if not troubles:
        return Card(said("status.watching"), list(_figures(health)))
    headline, *others = troubles
    lines = [] if headline[1] is None else [fix(headline[1])]
    lines += [each for each, _ in others[: _MOST_TROUBLES - 1]]
    left = len(troubles) - _MOST_TROUBLES
    lines += [error_line(each) for each in health.around.errors[:_MOST_ERRORS]]
    if left > 0:
        lines.append(said("status.more_troubles", left=left))
    return Card(headline[0], [*lines, *_figures(health)])


_MOST_NEWS = 3
_Trouble = tuple[str, Finding | None]
"""A line, and the finding that it is of, if the doctor found it."""


def _troubles(health: Health) -> Iterator[_Trouble]:
    """From the worst to the least."""
    around = health.around
    for line in _about_engine(around):
        yield line, None
    for finding in around.findings:
        if finding.weight is Weight.DEAF:
            yield head(finding), finding
    for line in _about_files(around.attempt):
        yield line, None
    for finding in around.findings:
        if finding.weight is Weight.WEAK:
            yield head(finding), finding
    for line in _about_messages(health):
        yield line, None


def _about_engine(around: Surroundings) -> Iterator[str]:
    if not around.engine.is_open:
        yield said("status.not_watching")
    if not around.facts.rules:
        yield said("doctor.no_rules")
    if around.engine.in_gap:
        yield said("status.blind")
    behind = around.engine.last_seen - around.now
    if behind > _BEHIND_MS:
        yield said("status.time_stands", span=span(behind))


def _about_files(attempt: Attempt) -> Iterator[str]:
    errors = len(attempt.errors)
    if attempt.fault:
        yield said("status.our_fault")
    if attempt.out:
        yield said("status.not_loaded", packs=packs_of(attempt.out), errors=errors)
    stale = [each for each in attempt.held if each not in attempt.out]
    if stale and attempt.since is not None:
        since = instant(attempt.since, "f")
        yield said("status.old_rules_since", packs=packs_of(stale), since=since, errors=errors)
    elif stale:
        yield said("status.old_rules", packs=packs_of(stale), errors=errors)


def _about_messages(health: Health) -> Iterator[str]:
    if health.around.crowded:
        yield said("status.crowded", rules=_names(health.around.crowded), groups=health.around.let_go)
    unknown = health.outcomes.get(OutboxState.UNKNOWN, 0)
    if unknown:
        yield said("status.unknown", count=unknown, of=health.looked_at)
    refused = health.outcomes.get(OutboxState.REFUSED, 0)
    if refused:
        yield said("status.refused", count=refused, of=health.looked_at)
    if health.around.failed_events:
        yield said("status.unread", count=health.around.failed_events)
    if health.around.review is not None:
        yield said("status.review", people=health.around.review, limit=REVIEW_FROM)


def _names(names: Sequence[str]) -> str:
    return ", ".join(plain(each, 40) for each in names[:_MOST_NAMED])


def _figures(health: Health) -> Iterator[str]:
    around = health.around
    working = [place(each.id) for each in around.facts.places if each.exists and not each.missing]
    if working:
        yield said("status.alerts_to", places=", ".join(working))
    yield words("modes")[around.facts.mode]
    yield _rules(health)
    yield from _news(around.attempt.news)
    if health.last_signal is None:
        yield said("status.no_signal")
    else:
        yield _last_signal(span(max(around.now - health.last_signal, 0)), around.engine.lag)
    yield from _gap(health)
    yield _messages(health)
    if health.backed_up is not None:
        yield said("status.backup", ago=instant(health.backed_up, "R"))
    elif around.is_operator:
        yield said("status.no_backup")


def _last_signal(ago: str, lag: int) -> str:
    """The question itself waits for the disk, too."""
    if lag < _LAGGING:
        return said("status.last_signal", ago=ago)
    return said("status.last_signal_lag", ago=ago, lag=lag)


def _messages(health: Health) -> str:
    if not health.looked_at:
        return said("status.no_message")
    waiting = health.outcomes.get(OutboxState.PENDING, 0) + health.outcomes.get(OutboxState.SENDING, 0)
    sent = health.outcomes.get(OutboxState.SENT, 0)
    return said("status.messages", of=health.looked_at, sent=sent, waiting=waiting)


def _rules(health: Health) -> str:
    around = health.around
    rules, rulebook = len(around.facts.rules), short(around.engine.rulebook)
    since = instant(health.rulebook_since, "R")
    if around.attempt.checkout.commit:
        commit = commit_of(around.attempt.checkout)
        return said("status.rules_of_commit", rules=rules, commit=commit, rulebook=rulebook, since=since)
    return said("status.rules", rules=rules, rulebook=rulebook, since=since)


def _news(news: News) -> Iterator[str]:
    """What an update brought, the first by name."""
    if news.pieces:
        added, changed, removed = (len(news.titles(what)) for what in ("added", "changed", "removed"))
        named = [plain(each.title, 40) for each in news.pieces[:_MOST_NEWS]]
        titles = ", ".join(named) + ("" if len(news.pieces) <= _MOST_NEWS else " …")
        yield said("status.news", added=added, changed=changed, removed=removed, titles=titles)


def _gap(health: Health) -> Iterator[str]:
    gap = health.last_gap
    if gap is None or gap.until is None:
        return
    length, ended = span(max(gap.until - gap.since, 0)), instant(gap.until, "R")
    yield said("status.gap", length=length, ended=ended, recovered=gap.recovered)
    if gap.missing:
        yield said("status.gap_missing", missing=", ".join(words("parts")[each] for each in gap.missing))
