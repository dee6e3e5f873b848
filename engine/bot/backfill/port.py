"""The port of back-fill: takes in what happened while the connection was gone, by the door of live events."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Protocol

import discord


class BackFill(Protocol):
    """Runs at the beginning of each connection that could not be resumed, as a task that may be cancelled."""

    async def __call__(self, client: discord.Client, ready: asyncio.Event) -> None:
        """Take in what was missed, and say that the gap is over.

        `ready` is set once Discord has told of all guilds. May raise: then the gap ends with what was found.
        """

    async def guild(self, guild: discord.Guild) -> None:
        """One guild is in reach again, in the middle of a connection."""

    def leave(self, guilds: Iterable[discord.Guild]) -> None:
        """From now on nothing is told of these guilds; until now all was."""
