"""What stands in a guild's own folder is for that guild alone. Knows no kind by name.

Kinds say in their schemas where a document names guilds: `tocsin.guilds` of a rule, `guild` of settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from engine.diagnostics import Problem, Where
from engine.documents.checker import Checker
from engine.documents.document import guild_in
from engine.documents.home import GUILDS
from engine.documents.schema.conform import schema_of
from engine.documents.wording import shown

FOREIGN: Final = "TOC618"
MISPLACED: Final = "TOC619"

_LIST: Final[Where] = ("tocsin", "guilds")
_SINGLE: Final[Where] = ("guild",)


def scope(pack: str, body: Any, kind: Checker) -> list[Problem]:
    """Write the guild of a pack into a document, in place; says where it names another one."""
    guild = guild_in(pack)
    if guild is None or not isinstance(body, dict):
        return []
    problems = list(_foreign(body, guild))
    properties = schema_of(kind).get("properties", {})
    if _SINGLE[0] in properties:
        body[_SINGLE[0]] = str(guild)
    if "guilds" in properties.get("tocsin", {}).get("properties", {}):
        tocsin = body.setdefault("tocsin", {})
        if isinstance(tocsin, dict):
            tocsin["guilds"] = [str(guild)]
    return problems


def misplaced(pack: str) -> list[Problem]:
    """A problem if a file stands among the folders of guilds, and in none of them."""
    if pack != GUILDS:
        return []
    message = f"this stands in `{GUILDS}/`, and in no folder that is called by a server's id"
    advice = f"put it into `{GUILDS}/<the server's id>/`, or into `rules/` to have it for all servers"
    return [Problem(MISPLACED, (), message, help=advice)]


def _foreign(body: dict[str, Any], guild: int) -> Iterator[Problem]:
    tocsin = body.get("tocsin")
    listed = tocsin.get("guilds") if isinstance(tocsin, dict) else None
    named = {(*_LIST, place): each for place, each in enumerate(listed if isinstance(listed, list) else ())}
    if _SINGLE[0] in body:
        named[_SINGLE] = body[_SINGLE[0]]
    for where, value in named.items():
        if isinstance(value, int | str) and str(value) != str(guild):
            message = f"{shown(value)} is another server: this folder is that of {guild}"
            yield Problem(
                FOREIGN, where, message, help="leave it out: what stands here is for this server alone"
            )
