"""The port of a part of an inventory, and what all parts share. Knows no store and no signals."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Protocol

import discord
import msgspec


class Looked(msgspec.Struct):
    """What a look found: `what` is to be kept (plain data), `things` are discord.py's, by their ids."""

    what: Any
    things: dict[Any, Any] = {}


class Difference(msgspec.Struct):
    """An event as discord.py would have dispatched it, about one thing.

    `is_once`: the signal's own id names what happened for good, as it does live.
    """

    event: str
    args: tuple[Any, ...]
    thing: int | str
    is_once: bool = False


class Part(Protocol):
    """One part of a guild. `is_cached`: the gateway keeps it up to date, so that a look asks nobody.

    `is_large`: a look takes long enough for others to notice, so it is taken less often.
    """

    name: str
    is_cached: bool
    is_large: bool

    def allowed(self, guild: discord.Guild) -> bool:
        """Whether the bot may look at all."""

    def glance(self, guild: discord.Guild) -> Looked | None:
        """What the cache says; None where it does not know all of it."""

    async def ask(self, guild: discord.Guild) -> Looked | None:
        """What Discord says now; None for too much of it. Raises `discord.HTTPException`."""

    def differences(self, before: Any, now: Looked, guild: discord.Guild) -> Iterator[Difference]:
        """What must have happened between a look that was kept and this one."""


class Cached:
    """A part that the gateway keeps up to date."""

    is_cached = True
    is_large = False

    def allowed(self, guild: discord.Guild) -> bool:
        """Whoever is in a guild sees these."""
        return not guild.unavailable

    async def ask(self, guild: discord.Guild) -> Looked | None:
        """The cache is as good."""
        return self.glance(guild)

    def glance(self, guild: discord.Guild) -> Looked | None:
        """To be said by each."""
        raise NotImplementedError


class Asked:
    """A part that Discord has to be asked for."""

    is_cached = False
    is_large = False

    def glance(self, guild: discord.Guild) -> Looked | None:
        """The cache knows none of it."""
        del guild
        return None


def digest(text: str) -> bytes:
    """Tells whether a text changed, without keeping it."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def nobody(guild: discord.Guild, id_: int) -> discord.User:
    """Somebody of whom only the id is known."""
    data: Any = {"id": str(id_), "username": "", "discriminator": "0", "avatar": None}
    return discord.User(state=guild._state, data=data)  # noqa: SLF001
