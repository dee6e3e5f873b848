"""The messages of a gap: the newest of each channel that the bot may read, taken in by their own order.

A channel that nothing was written in costs no request: Discord says which message was its last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, Final

import discord
import structlog

from engine.bot.actions.patience import patiently
from engine.bot.backfill.entrance import Entrance
from engine.bot.backfill.found import Found
from engine.bot.backfill.instants import first_id_at
from engine.runtime.bookmarks import Bookmarks

Channel = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
PAGE: Final = 100
MOST_CHANNELS: Final = 100
"""Of one guild; those that were written in last."""
MOST_OF_ONE: Final = 500
"""Messages of one channel; the newest."""
CHANNELS_AT_ONCE: Final = 4
CHANNEL_S: Final = 60.0
"""How long one channel may take."""
SLACK_MS: Final = 2 * 60 * 1000
"""Read again from before the gap: a line that is dead is noticed after a minute or two."""
_BREATH: Final = 50
"""After so many messages others have their turn."""
_log = structlog.get_logger()


async def read_history(
    guild: discord.Guild, entrance: Entrance, bookmarks: Bookmarks, since: int, found: Found
) -> None:
    """Take in what was written since an instant (milliseconds), as far as it can be read."""
    begin = first_id_at(since - SLACK_MS)
    written, closed = _written_in(guild, begin)
    found.unread_channels = closed + len(written[MOST_CHANNELS:])
    pages = _Pages(bookmarks, guild.id, begin)
    async with asyncio.TaskGroup() as group:
        for channel in written[:MOST_CHANNELS]:
            group.create_task(pages.read(channel))
    found.unread_channels += pages.unread
    found.messages += await _take(guild, pages.raw, entrance)
    for channel_id, message in pages.newest.items():
        bookmarks.channel_read(guild.id, channel_id, message)
    if not found.unread_channels:
        found.has("messages")


class _Pages:
    """Raw messages of several channels; `newest` of each, and how many could not be read, or not all."""

    def __init__(self, bookmarks: Bookmarks, guild: int, begin: int) -> None:
        self.raw: list[tuple[Channel, Any]] = []
        self.newest: dict[int, int] = {}
        self.unread = 0
        self._bookmarks = bookmarks
        self._guild = guild
        self._begin = begin
        self._turns = asyncio.Semaphore(CHANNELS_AT_ONCE)

    async def read(self, channel: Channel) -> None:
        """What is new in one channel. What Discord refuses is counted."""
        after = max(self._begin, self._bookmarks.channel_read_to(self._guild, channel.id))
        async with self._turns:
            try:
                async with asyncio.timeout(CHANNEL_S):
                    raw, whole = await _newest(channel, after)
            except (discord.HTTPException, TimeoutError) as error:
                _log.warning("backfill.no_history", channel=channel.id, error=type(error).__name__)
                raw, whole = [], False
        self.unread += not whole
        self.raw += [(channel, each) for each in raw]
        if raw:
            self.newest[channel.id] = int(raw[0]["id"])


async def _newest(channel: Channel, after: int) -> tuple[list[Any], bool]:
    """The newest messages after an id, newest first, and whether that is all of them."""
    found: list[Any] = []
    before: int | None = None
    while len(found) < MOST_OF_ONE:
        page: Sequence[Any] = await patiently(lambda before=before: _page(channel, before))  # type: ignore[misc]
        new = [each for each in page if int(each["id"]) > after]
        found += new
        if len(new) < PAGE:
            return found, True
        before = int(new[-1]["id"])
    return found, False


async def _page(channel: Channel, before: int | None) -> Sequence[Any]:
    return await channel._state.http.logs_from(channel.id, PAGE, before=before)  # noqa: SLF001


async def _take(guild: discord.Guild, raw: Iterable[tuple[Channel, Any]], entrance: Entrance) -> int:
    """In the order in which they were written, over all channels: how fast somebody wrote is seen by that."""
    new = 0
    for n, (channel, each) in enumerate(sorted(raw, key=lambda pair: int(pair[1]["id"]))):
        if n % _BREATH == 0:
            await asyncio.sleep(0)
        try:
            message = guild._state.create_message(channel=channel, data=each)  # noqa: SLF001
        except Exception as error:  # noqa: BLE001 - one that discord.py cannot read costs itself alone
            _log.warning("backfill.unreadable_message", error=type(error).__name__)
            continue
        new += entrance.take("message", message)
    return new


def _written_in(guild: discord.Guild, begin: int) -> tuple[list[Channel], int]:
    """Channels with something new, the one written in last first; and in how many the bot may not read it."""
    every: list[Channel] = [
        *guild.text_channels, *guild.voice_channels, *guild.stage_channels, *guild.threads
    ]  # fmt: skip
    new = [each for each in every if (each.last_message_id or 0) > begin]
    read = [each for each in new if _may_read(each)]
    return sorted(read, key=lambda each: each.last_message_id or 0, reverse=True), len(new) - len(read)


def _may_read(channel: Channel) -> bool:
    allowed = channel.permissions_for(channel.guild.me)
    return allowed.view_channel and allowed.read_message_history
