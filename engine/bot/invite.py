"""The link that brings the bot into a server, with the permissions that its rules need and no more."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from typing import Final

import discord

from engine.errors import UsageError

_SCOPES: Final = ("bot", "applications.commands")


def application_of(token: str) -> int:
    """The application's id, with which every token of a bot begins. Raises `UsageError` where it does not."""
    first = token.partition(".")[0]
    try:
        digits = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        digits = ""
    if not digits.isdecimal():
        raise UsageError("the token does not begin with an application's id: copy it again, alone")
    return int(digits)


def invitation(application: int, permissions: Iterable[str]) -> str:
    """The link. `permissions` are names as discord.py has them."""
    wanted = discord.Permissions(**dict.fromkeys(permissions, True))
    return discord.utils.oauth_url(application, permissions=wanted, scopes=_SCOPES)
