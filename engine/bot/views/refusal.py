"""What somebody sees who gets no answer: because it is not for them, or because we failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from engine.bot.sentences import said
from engine.bot.views.card import Card
from engine.bot.views.signs import code, person, role

_MOST_NAMED: Final = 4


class Entitled(msgspec.Struct, frozen=True):
    """Ids of the roles and people, besides the owners, who may use what somebody else may not.

    `others`: how many more are listed of whom nobody knows here what they are.
    """

    roles: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    others: int = 0


def refusal(control: str, entitled: Entitled, instead: Sequence[str]) -> Card:
    """Seen by the one who tried alone. `instead` are the commands that they can use."""
    lines = [said("refusal.can", commands=", ".join(map(code, instead)))] if instead else []
    head = said("refusal.head", control=code(control), who=_named(entitled))
    return Card(head, [*lines, said("refusal.ask")])


def closed(control: str) -> Card:
    """For whom a case is about: it says neither that nor what the case is."""
    return Card(said("refusal.closed", control=code(control)), [said("refusal.closed_ask")])


def elsewhere(control: str) -> Card:
    """Where the bot is not in the server, or there is none."""
    return Card(said("refusal.elsewhere", control=code(control)))


def stray() -> Card:
    """For a click on something that no message of ours has, or that a restart has made old."""
    return Card(said("refusal.stray"), [said("refusal.stray_instead")])


def fault() -> Card:
    """Seen by the one who asked alone; what went wrong is in the log."""
    return Card(said("fault.head"), [said("fault.again")])


def _named(entitled: Entitled) -> str:
    names = [*map(role, entitled.roles), *map(person, entitled.people)]
    left = entitled.others + max(0, len(names) - _MOST_NAMED)
    names = names[:_MOST_NAMED] + ([said("refusal.more", left=left)] if left else [])
    if not names:
        return said("refusal.owner")
    return said("refusal.some_and_owner", some=", ".join(names))
