"""The daily digest: what was noticed and told to nobody at the time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.bot.sentences import said
from engine.bot.views.card import Card, reference
from engine.bot.views.case import sentence
from engine.bot.views.signs import COLOURS, instant
from engine.bot.views.text import plain
from engine.signal import SignalType
from engine.systems.baseline.sentence import number

_LONGEST_TITLE: Final = 60


def digest(body: Mapping[str, Any], effect: str) -> Card:
    """One message a day; its first line is a count, so that it can be passed over.

    `server` is named where the message stands outside of it.
    """
    alerts = body["observed"] + body["below"] + body["rest"]
    head = said("digest.head", alerts=alerts) if alerts else said("digest.head_learned")
    if body.get("server"):
        head = said("case.in_server", server=plain(body["server"], 40), line=head)
    return Card(
        head,
        list(_lines(body, alerts)),
        footer=reference(effect),
        colour=COLOURS["informational"],
    )


def _lines(body: Mapping[str, Any], alerts: int) -> Iterator[str]:
    yield said("digest.since", time=instant(body["since"], "f"))
    yield from _rules(body)
    yield from _learned(body)
    yield said("digest.why") if alerts else said("digest.why_learned")


def _learned(body: Mapping[str, Any]) -> Iterator[str]:
    """What baselines said of themselves; a digest of before has nothing of it."""
    for each in body.get("learned", ()):
        title = plain(each["title"], _LONGEST_TITLE)
        key = sentence(", ".join(field.replace("=", " ", 1) for field in each["key"]))
        where = said("digest.where", key=key) if key else ""
        if each["type"] == SignalType.BASELINE_DROPPED:
            yield said("digest.dropped", title=title, keys=each["count"])
        elif each["type"] == SignalType.BASELINE_HELD:
            yield said("digest.held", title=title, count=each["count"])
        else:
            value, before = number(each["value"] or 0), number(each["before"] or 0)
            at = instant(each["time"], "f")
            yield said("digest.adopted", title=title, where=where, time=at, value=value, before=before)
    if body.get("learned_more"):
        yield said("digest.learned_more", more=body["learned_more"])


def _rules(body: Mapping[str, Any]) -> Iterator[str]:
    for title, observed, below in body["rules"]:
        rule = plain(title, _LONGEST_TITLE)
        if observed and below:
            yield said("digest.both", alerts=observed + below, rule=rule, observed=observed)
        elif observed:
            yield said("digest.observed", alerts=observed, rule=rule)
        else:
            yield said("digest.below", alerts=below, rule=rule)
    if body["more"] or body["rest"]:
        yield said("digest.more", rules=body["more"] + bool(body["rest"]))
