"""What a login tells of a token. Knows no Discord, so that who only asks need not load it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.bot.options import Secret


class LoggedIn(msgspec.Struct, frozen=True):
    """The bot's `name`, its `owner`'s, and the names of the intents that are not switched on."""

    name: str
    owner: str
    missing: tuple[str, ...] = ()


Login = Callable[[Secret], LoggedIn]
"""Asks Discord with a token. Raises `UsageError`, one line, when it is refused or nobody answers."""
