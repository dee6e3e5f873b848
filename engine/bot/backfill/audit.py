"""The audit log of a gap: page by page from the bookmark, oldest first, through the live entrance.

The raw pages are read, so that an entry that discord.py cannot read costs that entry alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import discord
import structlog

from engine.bot.actions.patience import patiently
from engine.bot.backfill.entrance import Entrance
from engine.bot.backfill.instants import first_id_at
from engine.instants import made_ms
from engine.runtime.bookmarks import Bookmarks

PAGE: Final = 100
MOST_PAGES: Final = 200
"""Of one guild in one go: what is beyond them is read in the next."""
OVERLAP_MS: Final = 5 * 60 * 1000
"""What is read again: Discord counts repeated acts up in one entry for minutes."""
LOOK_BACK_MS: Final = 12 * 60 * 1000
"""No further back than this from where the gap began: until then every id is known one by one."""
_EVENT: Final = "audit_log_entry_create"
_log = structlog.get_logger()


def where_to_begin(bookmark: int, since: int) -> int:
    """The id after which to read for a gap since an instant (milliseconds), from a bookmark or 0."""
    back = since - LOOK_BACK_MS
    return first_id_at(max(made_ms(bookmark) - OVERLAP_MS, back) if bookmark else back)


async def read_audit_log(
    guild: discord.Guild, entrance: Entrance, bookmarks: Bookmarks, after: int
) -> tuple[int, bool]:
    """How many entries after an id were new, and whether that was all of them.

    Asks until Discord answers. Raises `discord.Forbidden` and what else Discord refuses.
    """
    new = 0
    for _ in range(MOST_PAGES):
        page = await patiently(lambda after=after: _page(guild, after))  # type: ignore[misc]
        entries = page.get("audit_log_entries", [])
        for raw in entries:
            new += _take(guild, raw, page, entrance)
        after = max([after, *(int(each["id"]) for each in entries)])
        if entries:
            bookmarks.read(guild.id, after)
        if len(entries) < PAGE:
            return new, True
    return new, False


async def _page(guild: discord.Guild, after: int) -> Mapping[str, Any]:
    return await guild._state.http.get_audit_logs(guild.id, limit=PAGE, after=after)  # noqa: SLF001


def _take(guild: discord.Guild, raw: Any, page: Mapping[str, Any], entrance: Entrance) -> int:
    try:
        entry = discord.AuditLogEntry(data=raw, guild=guild, **_beside(guild, page))
    except Exception as error:  # noqa: BLE001 - entries come in many shapes, some of which discord.py does not know
        _log.warning("backfill.unreadable_entry", error=type(error).__name__)
        return 0
    return entrance.take(_EVENT, entry)


def _beside(guild: discord.Guild, page: Mapping[str, Any]) -> dict[str, Any]:
    """The people whom a page names. What else it names is known by its id, as in live events."""
    users = (discord.User(data=raw, state=guild._state) for raw in page.get("users", []))  # noqa: SLF001
    nobody: dict[int, Any] = {}
    return {
        "users": {user.id: user for user in users},
        "integrations": nobody,
        "app_commands": nobody,
        "automod_rules": nobody,
        "webhooks": nobody,
    }
