"""Who may do what: one table of all that can be used on Discord, and the level of a person. Pure.

Discord's own permissions of commands may hide one, they never decide: a server's admins can override them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from engine.bot.sentences import said
from engine.systems.settings.access import LEVELS, Access, Level, reaches

NEEDED: Final[Mapping[str, Level]] = {
    # commands
    "/ping": "view",
    "/status": "view",
    "/doctor": "view",
    "/explain": "view",
    "/signals": "view",
    "/rules": "view",
    "/threatsummary": "view",
    "/threattimeline": "view",
    "/anomalyreport": "view",
    "/baselineinfo": "view",
    "/drill": "operate",
    "/config get": "operate",
    "/reload": "admin",
    "/config put": "admin",
    "/rollback": "admin",
    "/setup": "admin",
    # buttons and forms
    said("button.why"): "view",
    said("button.more"): "view",
    said("button.dismiss"): "operate",
    said("button.restore"): "operate",
    said("button.anomaly"): "operate",
    said("button.expected"): "operate",
    said("button.expected_until"): "operate",
    said("button.new_normal"): "operate",
    said("button.not_anomaly"): "operate",
    said("button.set_up"): "admin",
    said("button.setup"): "admin",
    said("button.apply"): "admin",
    said("button.leave"): "admin",
}
"""Each command, by the name that people type, each button by its label, each form by its title: the level
that it needs. What is not in here cannot be registered."""

ASKS_BACK: Final = frozenset({said("button.set_up"), said("button.expected")})
"""Answered with a form, which is checked once more when it is sent. Discord takes none after a deferral."""

_OWNERS: Final[Level] = LEVELS[-1]
_SUSPECTED_OWNERS: Final[Level] = LEVELS[0]


class Person(msgspec.Struct, frozen=True):
    """Somebody in one guild, as the gateway knows them. `roles` are ids of that guild's own.

    `is_suspect`: of an open case of that guild.
    """

    id: int
    guild: int
    roles: frozenset[int] = frozenset()
    is_bot: bool = False
    is_bot_owner: bool = False
    is_guild_owner: bool = False
    is_suspect: bool = False


class Undeclared(Exception):
    """Something was to be registered that the table does not know: a fault of ours, found at the start."""


def needed(control: str) -> Level:
    """The level that a command, button or form needs. Raises `Undeclared`."""
    if control not in NEEDED:
        raise Undeclared(f"{control} has no level: add it to NEEDED in engine/bot/access.py")
    return NEEDED[control]


def level_of(person: Person, access: Access) -> Level | None:
    """What somebody may use. Nobody passes as the suspect of a case; an owner keeps what they can see anyway.

    The role that everybody has, whose id is the guild's own, gives nothing.
    """
    if person.is_bot:
        return None
    if person.is_bot_owner or person.is_guild_owner:
        return _SUSPECTED_OWNERS if person.is_suspect else _OWNERS
    if person.is_suspect:
        return None
    return access.level_of({person.id, *person.roles} - {person.guild})


def may_use(person: Person, access: Access, control: str) -> bool:
    """Whether somebody may use a command, button or form. One that Discord knows of old needs the highest."""
    return reaches(level_of(person, access), NEEDED.get(control, LEVELS[-1]))


def commands_for(level: Level | None) -> list[str]:
    """The commands that a level can use, in the order of the table."""
    return [each for each, need in NEEDED.items() if each.startswith("/") and reaches(level, need)]
