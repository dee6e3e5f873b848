"""What is wrong in a guild, the worst first, from the facts alone. Pure: knows no client and no wording."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

import msgspec

from engine.bot.doctor.facts import Facts, Place, Seen
from engine.bot.needs import Need


class Weight(Enum):
    """How bad: nobody hears of an attack; something is not seen, or not stopped; good to know."""

    DEAF = 3
    WEAK = 2
    NOTE = 1


class What(Enum):
    """What was found. `ids` are what it is about."""

    UNSET = "there are no settings, so nobody hears of anything"
    NOWHERE = "no channel is named for alerts, the owner gets them"
    GONE = "the channel of the alerts is gone"
    CLOSED = "permissions are missing in the channel of the alerts"
    BLIND = "rules see nothing, for want of an intent or a permission"
    HALF_BLIND = "rules see a part"
    ABOVE = "people whom the bot could not stop"
    ROLES_ABOVE = "roles whose members the bot could not stop"
    RESTING = "rules that failed too often"
    MENTION_GONE = "the role that alerts mention is gone"
    MENTION_MUTE = "the role that alerts mention hears nothing"
    OPEN = "everybody reads the alerts"
    STRANGERS = "access for ids that nobody has"
    TWO_FACTOR = "the server wants two-factor authentication"


class Finding(msgspec.Struct, frozen=True):
    """One thing. `rules` are titles of the rules that it keeps from working, `need` what those lack."""

    what: What
    weight: Weight
    ids: tuple[int, ...] = ()
    missing: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    need: Need | None = None


def examine(facts: Facts) -> list[Finding]:
    """All findings, the worst first."""
    found = [*_about_places(facts), *_about_rules(facts), *_about_people(facts), *_about_readers(facts)]
    return sorted(found, key=lambda each: -each.weight.value)


def works(facts: Facts) -> int:
    """How many rules see all that they are about, and do not rest."""
    return sum(each.sight.sees == "all" and each.title not in facts.resting for each in facts.rules)


def _about_places(facts: Facts) -> Iterator[Finding]:
    """One channel that works is enough; without any the guild's owner gets what is to be told."""
    if not facts.has_settings:
        yield Finding(What.UNSET, Weight.DEAF)
    elif not facts.places:
        yield Finding(What.NOWHERE, Weight.DEAF)
    reached = any(_takes_alerts(each) for each in facts.places)
    for place in facts.places:
        weight = Weight.WEAK if reached else Weight.DEAF
        if not place.exists:
            yield Finding(What.GONE, weight, (place.id,))
        elif place.missing:
            yield Finding(What.CLOSED, weight, (place.id,), place.missing)


def _takes_alerts(place: Place) -> bool:
    return place.exists and not place.missing


def _about_rules(facts: Facts) -> Iterator[Finding]:
    """By what they lack, what keeps most of them from working first."""
    for sees, what in (("nothing", What.BLIND), ("part", What.HALF_BLIND)):
        by_need: dict[Need, list[Seen]] = {}
        for seen in facts.rules:
            if seen.sight.sees == sees:
                for need in sorted(seen.sight.lacks):
                    by_need.setdefault(need, []).append(seen)
        for need, rules in sorted(by_need.items(), key=lambda each: (-len(each[1]), each[0])):
            titles = tuple(each.title for each in rules)
            yield Finding(what, Weight.WEAK, need=need, rules=titles)
    if facts.resting:
        yield Finding(What.RESTING, Weight.WEAK, rules=facts.resting)


def _about_people(facts: Facts) -> Iterator[Finding]:
    if facts.above:
        yield Finding(What.ABOVE, Weight.WEAK, facts.above)
    if facts.roles_above:
        yield Finding(What.ROLES_ABOVE, Weight.WEAK, facts.roles_above)
    if facts.strangers:
        yield Finding(What.STRANGERS, Weight.NOTE, facts.strangers)
    if facts.wants_two_factor:
        yield Finding(What.TWO_FACTOR, Weight.NOTE)


def _about_readers(facts: Facts) -> Iterator[Finding]:
    """Who reads the alerts, and who should and does not."""
    if facts.mention is not None:
        yield Finding(What.MENTION_GONE, Weight.WEAK, (facts.mention,))
    if facts.mute is not None:
        yield Finding(What.MENTION_MUTE, Weight.WEAK, (facts.mute,))
    for place in facts.places:
        if place.is_open:
            yield Finding(What.OPEN, Weight.WEAK, (place.id,))
