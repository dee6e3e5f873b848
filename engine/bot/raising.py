"""Modes that rise from one rulebook to another, and what came of those rules lately: shown before anybody
wonders. Knows no wording, no Discord and no files: a draft that nobody has put in force will do as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from engine.instants import DAY_MS
from engine.runtime.program import Program
from engine.store.port import Reader
from engine.systems.kind import Compiled
from engine.systems.modes import MODES, Mode

LOOK_BACK_MS: Final = 7 * DAY_MS


class Raise(msgspec.Struct, frozen=True):
    """A rule that may go further in a guild than it did: the document by its identity and its title."""

    document: str
    title: str
    before: Mode
    after: Mode


class GoneOff(msgspec.Struct, frozen=True):
    """How often such a rule went off lately, and on how many members."""

    rule: Raise
    times: int
    members: int


class Foresight(msgspec.Struct, frozen=True):
    """What rules whose mode rises would have done since an instant (milliseconds), those that did most first.

    `times` are of all, `members` those of any of them.
    """

    rules: Sequence[GoneOff]
    times: int
    members: int
    since: int


def raises(before: Program, after: Program, guild: int) -> list[Raise]:
    """The rules of a guild that were there before, and go further in it now."""
    all_may = _is_higher(after.mode_in(guild), before.mode_in(guild))
    found = []
    for document in after.rules(guild):
        old, new = (each.document(document.identity, guild) for each in (before, after))
        if old is None or new is None or not (all_may or old.mode != new.mode) or not _counts(old, guild):
            continue
        was, is_ = before.mode_in(guild, old.mode), after.mode_in(guild, new.mode)
        if _is_higher(is_, was):
            found.append(Raise(document.identity, document.title, was, is_))
    return found


def foresee(reader: Reader, guild: int, rising: Sequence[Raise], now: int) -> Foresight:
    """What these rules came to in the guild in the last seven days. Reads the store: in a thread."""
    told = reader.told(guild, frozenset(each.document for each in rising), now - LOOK_BACK_MS)
    people = {each: told.people.get(each.document, set[int]()) for each in rising}
    rules = [GoneOff(each, told.times[each.document], len(people[each])) for each in rising]
    rules.sort(key=lambda each: (-each.times, each.rule.title.casefold()))
    members = len(set[int]().union(*people.values()))
    return Foresight(rules, sum(each.times for each in rules), members, told.since)


def _counts(document: Compiled, guild: int) -> bool:
    return not document.off and (document.guilds is None or guild in document.guilds)


def _is_higher(one: Mode, other: Mode) -> bool:
    return MODES.index(one) > MODES.index(other)
