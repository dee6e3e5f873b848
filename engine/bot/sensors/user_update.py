"""Someone changes their account: name, display name or avatar. Told once; a fact in each of their guilds."""

from __future__ import annotations

from collections.abc import Iterator

import discord

from engine.bot.sensors.context import Context
from engine.bot.sensors.member_update import UPDATE
from engine.bot.sensors.people import told
from engine.signal import Signal


def user_update(context: Context, before: discord.User, after: discord.User) -> Iterator[Signal]:
    """A signal for each guild in which the bot knows them as a member."""
    differs = {
        "avatar": before.avatar != after.avatar,
        "global_name": before.global_name != after.global_name,
        "username": before.name != after.name,
    }
    changed = [name for name, is_so in differs.items() if is_so]
    if not changed:
        return
    text = {"name_before": before.display_name, "name_after": after.display_name, "username": after.name}
    for guild in after.mutual_guilds:
        yield Signal(
            id=f"user_update:{guild.id}:{after.id}:{context.stamp()}",
            type=UPDATE,
            time=context.clock(),
            guild=guild.id,
            target=after.id,
            data={"changed": changed, "has_avatar": after.avatar is not None},
            text=told(text),
        )
