"""A look at Discord with a token, before anything runs: who it is, whose, and whether its intents are on.

Asks over HTTP alone: nobody sees the bot come online.
"""

from __future__ import annotations

import asyncio
from typing import Final

import aiohttp
import discord

from engine.bot.logged_in import LoggedIn
from engine.bot.options import Secret
from engine.errors import UsageError

TIMEOUT_S: Final = 15.0
_UNTRIED: Final = "Discord could not be asked whose the token is"


def log_in(token: Secret) -> LoggedIn:
    """Ask Discord. Raises `UsageError`, one line, when the token is refused or Discord cannot be asked."""
    return asyncio.run(_log_in(token))


async def _log_in(token: Secret) -> LoggedIn:
    client = discord.Client(intents=discord.Intents.none())
    try:
        async with asyncio.timeout(TIMEOUT_S):
            await client.login(token)
            application = await client.application_info()
    except discord.LoginFailure:
        raise UsageError("Discord does not know this token: reset it in the portal, copy it again") from None
    except TimeoutError:
        raise UsageError(f"{_UNTRIED}: no answer within {TIMEOUT_S:g} seconds") from None
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        raise UsageError(f"{_UNTRIED}: {type(error).__name__}") from None
    finally:
        await client.close()
    flags = application.flags
    on = {
        "Server Members": flags.gateway_guild_members or flags.gateway_guild_members_limited,
        "Message Content": flags.gateway_message_content or flags.gateway_message_content_limited,
    }
    owner = application.team.name if application.team is not None else application.owner.name
    name = client.user.name if client.user is not None else application.name
    return LoggedIn(name, owner, tuple(each for each, is_on in on.items() if not is_on))
