"""Who joined in a gap: Discord says of every member since when they are one."""

from __future__ import annotations

import discord

from engine.bot.backfill.entrance import Entrance
from engine.bot.backfill.found import Found
from engine.bot.backfill.history import SLACK_MS
from engine.instants import posix_ms


def read_joins(guild: discord.Guild, entrance: Entrance, since: int, found: Found) -> None:
    """Take in who joined since an instant (milliseconds) and is still there, in order."""
    if guild.chunked:
        found.has("members")
    new = [
        (posix_ms(each.joined_at), each)
        for each in guild.members
        if each.joined_at is not None and posix_ms(each.joined_at) > since - SLACK_MS
    ]
    for _, member in sorted(new, key=lambda pair: pair[0]):
        found.joins += entrance.take("member_join", member)
