"""The audit log over REST: oldest first after an id, newest first before one."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tests.support.loopback.answers import as_json
from tests.support.loopback.routes.table import Routes

ROUTES = Routes()


@ROUTES.add("GET", "/guilds/{guild}/audit-logs")
async def audit_log(server: Any, request: web.Request, guild: int) -> web.Response:
    place, query = server.place(guild), request.query
    found = sorted((each for each in place.audit if _fits(each, query)), key=lambda each: int(each["id"]))
    limit = int(query.get("limit", 50))
    if "after" in query:
        found = [each for each in found if int(each["id"]) > int(query["after"])][:limit]
    else:
        before = int(query.get("before", 2**63))
        found = [each for each in reversed(found) if int(each["id"]) < before][:limit]
    server.audit_pages += 1
    server.audit_after.append(int(query.get("after", 0)))
    return as_json({
        "audit_log_entries": found, "users": place.users(), "webhooks": [], "integrations": [], "threads": [],
        "application_commands": [], "auto_moderation_rules": [], "guild_scheduled_events": [],
    })  # fmt: skip


def _fits(entry: dict[str, Any], query: Any) -> bool:
    return query.get("user_id") in {None, entry["user_id"]} and query.get("action_type") in {
        None,
        str(entry["action_type"]),
    }
