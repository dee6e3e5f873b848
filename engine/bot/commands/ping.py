"""`/ping`: how long the gateway and the journal take now."""

from __future__ import annotations

import asyncio
import math
import time
from typing import Final

import discord
from discord import app_commands

from engine.bot.desk import desk_of, say
from engine.bot.sentences import said
from engine.bot.views.ping import ping as card
from engine.errors import StoreError
from engine.runtime.engine import Engine

_LONGEST_S: Final = 10.0


@app_commands.command(description=said("command.ping"))
@app_commands.guild_only()
async def ping(interaction: discord.Interaction[discord.Client]) -> None:
    """Measures the journal by waiting until what was taken in so far, this call among it, is on disk."""
    engine = desk_of(interaction).engine
    lag = engine.status().lag
    journal_ms = await _journal_ms(engine)
    latency = interaction.client.latency
    gateway_ms = latency * 1000 if math.isfinite(latency) else None
    await say(interaction, card(gateway_ms, journal_ms, lag, engine.status().rulebook))


async def _journal_ms(engine: Engine) -> float | None:
    """Milliseconds until all that was taken in is on disk; None when it does not get there."""
    begin = time.perf_counter()
    try:
        async with asyncio.timeout(_LONGEST_S):
            await engine.journal.durable()
    except (TimeoutError, StoreError):
        return None
    return (time.perf_counter() - begin) * 1000
