"""Stocktaking: looks at guilds, keeps what it saw, and tells what must have happened in between.

What it tells is what the gateway would have told, by the same sensors, and less sure of itself: when it
happened and who did it nobody knows. What the journal was told since the last look is left out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import discord
import structlog

from engine.bot.actions.patience import patiently
from engine.bot.backfill.entrance import Entrance
from engine.bot.inventory.part import Difference, Looked, Part
from engine.bot.inventory.registry import PARTS
from engine.bot.inventory.shelf import Kept, Shelf
from engine.bot.sensors import sense
from engine.signal import Signal

CONFIDENCE: Final = 0.7
"""Of a difference: it happened, but perhaps otherwise, or more than once."""
PART_S: Final = 60.0
"""How long a look may take."""
_BREATH: Final = 50
_log = structlog.get_logger()

_Name = str | tuple[str, int | None, int | None]
Told = Callable[[int, int], Iterable[Signal]]
"""The signals of a guild since an instant (milliseconds) that the gateway's events made."""


class Stocktaking:
    """One a client. `clock` gives milliseconds since 1970; `told` reads the journal and may take its time."""

    def __init__(self, shelf: Shelf, entrance: Entrance, clock: Callable[[], int], told: Told) -> None:
        self._shelf = shelf
        self._entrance = entrance
        self._clock = clock
        self._told = told

    def glance(self, guild: discord.Guild, *, in_passing: bool = False) -> None:
        """Keep what the cache knows of a guild: it asks nobody. `in_passing`: nothing that is large."""
        for part in PARTS:
            if not part.is_cached or (in_passing and part.is_large):
                continue
            looked = part.glance(guild) if part.allowed(guild) else None
            if looked is not None:
                self._keep(guild, part, looked)

    async def compare(self, guild: discord.Guild, parts: Iterable[Part] = PARTS) -> tuple[int, set[str]]:
        """Tell how a guild differs from what was kept: how many signals that was, and what was not seen.

        Raises `StoreError`.
        """
        await self._shelf.settle()
        new, unseen = 0, set()
        for part in parts:
            looked = await self._look(guild, part)
            if looked is None:
                unseen.add(part.name)
                continue
            new += await self._tell(guild, part, looked)
            self._keep(guild, part, looked)
        return new, unseen

    async def _look(self, guild: discord.Guild, part: Part) -> Looked | None:
        if not part.allowed(guild):
            return None
        try:
            async with asyncio.timeout(PART_S):
                return await patiently(lambda: part.ask(guild))
        except (discord.HTTPException, TimeoutError) as error:
            _log.warning("inventory.unseen", guild=guild.id, part=part.name, error=type(error).__name__)
            return None

    async def _tell(self, guild: discord.Guild, part: Part, looked: Looked) -> int:
        kept = self._shelf.get(guild.id, part.name)
        if kept is None:
            return 0
        differences = list(part.differences(kept.what, looked, guild))
        if not differences:
            return 0
        known = await asyncio.to_thread(self._known, guild.id, kept.taken)
        new = 0
        for n, each in enumerate(differences):
            if n % _BREATH == 0:
                await asyncio.sleep(0)
            found = self._signals(guild, each, kept.taken)
            new += self._entrance.put(signal for signal in found if _name(signal, each) not in known)
        return new

    def _signals(self, guild: discord.Guild, difference: Difference, taken: int) -> Iterator[Signal]:
        """Under ids that are the same if it has to be told again after a kill."""
        for n, signal in enumerate(sense(difference.event, difference.args, self._entrance.context)):
            if not difference.is_once:
                signal.id = f"found:{guild.id}:{difference.event}:{difference.thing}:{taken}:{n}"
            signal.confidence = CONFIDENCE
            if signal.text is not None:
                signal.text = {name: text for name, text in signal.text.items() if text} or None
            yield signal

    def _known(self, guild: int, since: int) -> set[_Name]:
        told = list(self._told(guild, since))
        return {_about(signal) for signal in told} | {signal.id for signal in told}

    def _keep(self, guild: discord.Guild, part: Part, looked: Looked) -> None:
        self._shelf.put(guild.id, part.name, Kept(self._clock(), looked.what))


def _name(signal: Signal, difference: Difference) -> _Name:
    """How to know again that it was told: by its id where that is the same live, else by what it is about."""
    return signal.id if difference.is_once else _about(signal)


def _about(signal: Signal) -> _Name:
    return signal.type, signal.target, signal.channel
