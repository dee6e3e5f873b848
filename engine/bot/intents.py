"""Intents: what the bot asks Discord to be told of, and how it goes on when Discord refuses a part.

Members and message content are privileged: switched on in Discord's portal, and reviewed by Discord once
so many people can see the application. Without one the bot sees less, and says what.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import discord

PRIVILEGED: Final = {
    "members": ("gateway_guild_members", "gateway_guild_members_limited"),
    "message_content": ("gateway_message_content", "gateway_message_content_limited"),
}
"""By discord.py's name of the intent: the flags of an application that has it, reviewed or not."""
SWITCHES: Final = {"members": "Server Members Intent", "message_content": "Message Content Intent"}
"""What they are called in the portal."""
REVIEW_FROM: Final = 10_000
"""So many people who can see an application, and Discord reviews its privileged intents."""
REVIEW_SOON: Final = 7_500


def wanted() -> discord.Intents:
    """What the sensors need."""
    intents = discord.Intents.none()
    intents.guilds = intents.members = intents.moderation = True
    intents.guild_messages = intents.message_content = intents.guild_reactions = True
    intents.voice_states = intents.invites = intents.webhooks = intents.integrations = True
    intents.expressions = intents.guild_scheduled_events = intents.auto_moderation_execution = True
    return intents


def refused(intents: discord.Intents, flags: discord.ApplicationFlags) -> list[str]:
    """Which of the intents that were asked for Discord does not give; all that it may, if it does not say."""
    asked = [name for name in PRIVILEGED if getattr(intents, name)]
    off = [name for name in asked if not any(getattr(flags, flag) for flag in PRIVILEGED[name])]
    return off or asked


def go_without(client: discord.Client, names: Collection[str]) -> None:
    """From the next session on ask for less; discord.py itself lets them be chosen only before."""
    state = client._connection  # noqa: SLF001
    intents = client.intents
    for name in names:
        setattr(intents, name, False)
    state._intents = intents  # noqa: SLF001
    state._chunk_guilds = intents.members  # noqa: SLF001
    state.member_cache_flags = discord.MemberCacheFlags.from_intents(intents)
    if not intents.members:
        state.store_user = state.store_user_no_intents  # type: ignore[method-assign]


def review_due(client: discord.Client) -> int | None:
    """How many people can see the bot, when Discord's review comes near and was not passed; else None.

    People in several servers are counted in each: it is rather too early than too late.
    """
    people = sum(guild.member_count or 0 for guild in client.guilds)
    application = client.application
    if people < REVIEW_SOON or application is None:
        return None
    asked = [flags[0] for name, flags in PRIVILEGED.items() if getattr(client.intents, name)]
    return None if all(getattr(application.flags, flag) for flag in asked) else people
