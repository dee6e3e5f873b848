"""The answer of `/baselineinfo`: what is usual here, from how much evidence, and what still learns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.bot.anomalies import Overview, Watched, Week
from engine.bot.sentences import said, words
from engine.bot.views.anomalies import watching_text
from engine.bot.views.card import Card
from engine.bot.views.case import sentence
from engine.bot.views.signs import instant, span
from engine.bot.views.text import plain
from engine.instants import HOUR_MS
from engine.systems.baseline.models.wall_clock import HOURS
from engine.systems.baseline.report import Usual, week
from engine.systems.baseline.sentence import number

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOST: Final = 6
_MOST_KEYS: Final = 4
_LONGEST: Final = 50


def overview(found: Overview, shown: Week | None) -> Card:
    """Several baselines, or none: a line each."""
    seen = len(found.watched)
    head = said("baselines.head", baselines=seen + len(found.unseen), seen=seen)
    return Card(head, list(_overview_lines(found, shown)))


def _overview_lines(found: Overview, shown: Week | None) -> Iterator[str]:
    yield watching_text(found.watching)
    for each in found.watched[:_MOST]:
        yield said(
            "baselines.line", title=plain(each.known.title, _LONGEST), state=_short(each, found.asked.now)
        )
    left = len(found.watched) - _MOST
    if left > 0:
        yield said("baselines.more", baselines=left)
    if not found.watched:
        yield said("baselines.none") if not found.unseen else said("baselines.nothing_seen")
    if shown is not None:
        title = plain(shown.watched.known.title, _LONGEST)
        yield said("baselines.picture", title=title, today=today_text(shown))
    yield said("baselines.ask")


def _short(each: Watched, now: int) -> str:
    if not each.known.is_warm:
        return _learning(each, now)
    usual = each.known.usual
    if len(usual) == 1 and not usual[0].key:
        return said("baselines.short", usual=_amount(each, usual[0]), span=span(now - each.known.since))
    return said("baselines.short_keys", keys=each.known.keys, span=span(now - each.known.since))


def today_text(shown: Week) -> str:
    """How today goes beside what is usual until now."""
    counted, usual = number(shown.counted_so_far), number(shown.usual_so_far)
    return said("baselines.today", counted=counted, usual=usual)


def detail(each: Watched, shown: Week | None, now: int) -> Card:
    """One baseline."""
    state = said("baselines.watches") if each.known.is_warm else said("baselines.learns")
    title = plain(each.known.title, _LONGEST)
    return Card(said("baselines.one", title=title, state=state), list(_detail_lines(each, shown, now)))


def unseen(title: str) -> Card:
    """One baseline that has seen nothing yet."""
    head = said("baselines.one", title=plain(title, _LONGEST), state=said("baselines.waits"))
    return Card(head, [said("baselines.unseen_why")])


def _detail_lines(each: Watched, shown: Week | None, now: int) -> Iterator[str]:
    known = each.known
    yield _what(each)
    yield said(
        "baselines.evidence", span=span(now - known.since), signals=known.seen, ago=instant(known.last, "R")
    )
    yield said("baselines.warm") if known.is_warm else said("baselines.low", low=_learning(each, now))
    yield from _usual_lines(each)
    if shown is not None:
        yield said("baselines.so_far", today=today_text(shown))
    yield from _season(each)
    yield from _drift(each)
    for key, until in [*known.expected.items()][:2]:
        yield said("baselines.expected", key=_key(each, (key,)), at=instant(until, "f"))
    if known.dropped:
        yield said("baselines.dropped", keys=known.dropped)


def _what(each: Watched) -> str:
    spec = each.spec
    name = words("measured")[spec.measure]
    fields = plain(", ".join(spec.fields), 60)
    by = said("baselines.by", fields=plain(", ".join(spec.by), 60)) if spec.by else ""
    line = said(
        "baselines.what",
        measure=name,
        fields="" if spec.measure in ("count", "confidence") else f" {fields}",
        by=by,
    )
    if spec.is_rate:
        line += said("baselines.bucket", span=span(spec.bucket))
    if spec.season != "none":
        line += said("baselines.season", season=words("season")[spec.season], zone=plain(spec.zone, 40))
    return line


def _learning(each: Watched, now: int) -> str:
    seen = span(now - each.known.since)
    if each.known.warm_from is not None and each.known.warm_from > now:
        return said("baselines.low_until", span=seen, at=instant(each.known.warm_from, "f"))
    return said("baselines.low_few", span=seen, signals=each.known.seen)


def _usual_lines(each: Watched) -> Iterator[str]:
    usual = each.known.usual
    if each.known.method == "novel":
        yield said("baselines.knows", values=each.known.values)
    elif len(usual) == 1 and not usual[0].key:
        yield said("baselines.usual", usual=_amount(each, usual[0]), evidence=_evidence(each, usual[0]))
    else:
        if each.known.keys > len(usual[:_MOST_KEYS]):
            yield said("baselines.keys", keys=each.known.keys)
        for one in usual[:_MOST_KEYS]:
            yield said(
                "baselines.key",
                key=_key(each, one.key),
                usual=_amount(each, one),
                evidence=_evidence(each, one),
            )


def _amount(each: Watched, usual: Usual) -> str:
    amount = said("baselines.amount", mean=number(usual.mean), deviation=number(usual.deviation))
    return (
        said("baselines.in_bucket", amount=amount, span=span(each.spec.bucket))
        if each.spec.is_rate
        else amount
    )


def _evidence(each: Watched, usual: Usual) -> str:
    if each.spec.is_rate:
        return said("baselines.from_buckets", evidence=usual.evidence)
    return said("baselines.from_values", evidence=usual.evidence)


def _key(each: Watched, key: tuple[str | None, ...]) -> str:
    """A key with its fields, as alerts name it: people and places as Discord shows them."""
    unknown = said("baselines.no_value")
    return sentence(
        ", ".join(
            f"{field} {unknown if one is None else one}"
            for field, one in zip(each.spec.by, key, strict=False)
        )
    )


def _season(each: Watched) -> Iterator[str]:
    """When there is most in a usual week, and when least; once a week was seen."""
    profile = week(each.spec, each.state)
    if not profile or each.known.last - each.known.since < HOURS * HOUR_MS:
        return
    most, least = (profile.index(extreme(profile)) for extreme in (max, min))
    yield said(
        "baselines.profile",
        most=_hour(most),
        many=number(profile[most]),
        least=_hour(least),
        few=number(profile[least]),
    )


def _hour(of_week: int) -> str:
    return said("baselines.hour", day=words("weekday")[WEEKDAYS[of_week // 24]], hour=f"{of_week % 24:02}")


def _drift(each: Watched) -> Iterator[str]:
    if each.known.method not in ("value", "confidence"):
        return
    moved = [one for one in each.known.usual if one.adopted is not None]
    if not moved:
        yield said("baselines.steady")
    for one in sorted(moved, key=lambda one: -(one.adopted or 0))[:2]:
        at, level, before = instant(one.adopted or 0, "f"), number(one.mean), number(one.before or 0)
        if one.key:
            yield said("baselines.adopted_key", key=_key(each, one.key), at=at, level=level, before=before)
        else:
            yield said("baselines.adopted", at=at, level=level, before=before)
