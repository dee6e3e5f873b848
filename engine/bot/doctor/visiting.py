"""Looks at every server that the bot is in, and leaves again: the doctor from the command line.

A session of its own beside the running bot's, which notices nothing of it. Nothing is written, nothing sent.
"""

from __future__ import annotations

import asyncio
from typing import Final

import aiohttp
import discord
import msgspec

from engine.bot.doctor.examine import Finding, examine, works
from engine.bot.doctor.facts import facts_of
from engine.bot.intents import go_without, refused, wanted
from engine.bot.options import Secret
from engine.errors import UsageError
from engine.runtime.program import Program

LONGEST_S: Final = 90.0
_PORTAL: Final = "https://discord.com/developers/applications"


class Visit(msgspec.Struct, frozen=True):
    """What was found in one server: `works` of `rules` see all that they are about.

    `names` are those of people, roles and channels by their ids.
    """

    guild: int
    name: str
    findings: list[Finding]
    works: int
    rules: int
    names: dict[int, str]


class Rules(msgspec.Struct, frozen=True):
    """What the doctor needs of an engine, where none runs: nothing rests in a program that was just made."""

    program: Program

    def resting(self, guild: int) -> list[str]:
        """None."""
        del guild
        return []


async def visit(token: Secret, program: Program) -> list[Visit]:
    """What is wrong in each server. Raises `UsageError`, one line, when Discord cannot be asked."""
    client = discord.Client(intents=wanted(), allowed_mentions=discord.AllowedMentions.none())
    session: asyncio.Future[None] | None = None
    try:
        async with asyncio.timeout(LONGEST_S):
            await client.login(token)
            session = await _connected(client)
        return [_looked_at(client, guild, program) for guild in client.guilds]
    except discord.LoginFailure:
        raise UsageError(f"Discord does not know this token: see Bot at {_PORTAL}") from None
    except TimeoutError:
        raise UsageError(f"Discord did not answer within {LONGEST_S:g} seconds") from None
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise UsageError(f"Discord could not be asked: {type(error).__name__}") from None
    finally:
        await client.close()
        if session is not None:
            await asyncio.gather(session, return_exceptions=True)


async def _connected(client: discord.Client) -> asyncio.Future[None]:
    """The session once all servers are known; without the intents that the application does not have."""
    while True:
        session = asyncio.ensure_future(client.connect(reconnect=False))
        ready = asyncio.ensure_future(client.wait_until_ready())
        await asyncio.wait({session, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if client.is_ready():
            return session
        try:
            await session
        except discord.PrivilegedIntentsRequired:
            off = refused(client.intents, (await client.application_info()).flags)
            if not off:
                raise
            go_without(client, off)


def _looked_at(client: discord.Client, guild: discord.Guild, program: Program) -> Visit:
    facts = facts_of(guild, Rules(program), client.intents)
    places = {each.id: f"#{each.name}" for each in guild.channels}
    roles = {each.id: f"@{each.name}" for each in guild.roles}
    people = {each.id: f"@{each.name}" for each in guild.members}
    names = {**people, **roles, **places}
    return Visit(guild.id, guild.name, examine(facts), works(facts), len(facts.rules), names)
