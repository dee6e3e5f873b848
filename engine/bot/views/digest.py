"""The daily digest: what was noticed and told to nobody at the time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.bot.sentences import said
from engine.bot.views.card import Card, reference
from engine.bot.views.signs import COLOURS, instant
from engine.bot.views.text import plain

_LONGEST_TITLE: Final = 60


def digest(body: Mapping[str, Any], effect: str) -> Card:
    """One message a day; its first line is a count, so that it can be passed over.

    `server` is named where the message stands outside of it.
    """
    alerts = body["observed"] + body["below"] + body["rest"]
    head = said("digest.head", alerts=alerts)
    if body.get("server"):
        head = said("case.in_server", server=plain(body["server"], 40), line=head)
    return Card(
        head,
        [said("digest.since", time=instant(body["since"], "f")), *_rules(body), said("digest.why")],
        footer=reference(effect),
        colour=COLOURS["informational"],
    )


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
