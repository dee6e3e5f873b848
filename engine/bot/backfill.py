"""The port of back-fill: takes in what happened while the connection was gone, by the door of live events."""

from __future__ import annotations

from typing import Protocol

import discord


class BackFill(Protocol):
    """Runs after each connection that could not be resumed, before the gap is said to be over."""

    async def __call__(self, client: discord.Client) -> None:
        """Take in what was missed. May raise: then the gap is over with what was found."""


class NoBackFill:
    """Fetches nothing: what happened in a gap stays unknown, and the journal says when it was."""

    async def __call__(self, client: discord.Client) -> None:
        """Nothing to do."""
