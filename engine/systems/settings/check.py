"""What is wrong with settings beyond their schema: by themselves, and below the operator's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from zoneinfo import available_timezones

from engine.diagnostics import Problem
from engine.diagnostics.nearest import did_you_mean
from engine.matching.patterns import is_pattern
from engine.systems.sections import section_of
from engine.systems.settings.layers import too_high
from engine.systems.settings.retention import OPERATORS

EVERYONE: Final = "TOC630"
NOT_THE_OPERATORS: Final = "TOC631"
ABOVE_THE_CEILING: Final = "TOC632"
NO_ZONE: Final = "TOC633"
NO_PATTERN: Final = "TOC650"


def check(body: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with a document by itself. Stands any body."""
    guild = body.get("guild")
    if guild is not None:
        yield from _everyone(section_of(body, "access"), str(guild))
        if "ceiling" in body:
            message = "a server's own settings cannot set a ceiling"
            advice = "put `ceiling` into the settings without `guild`, or set `mode` here"
            yield Problem(NOT_THE_OPERATORS, ("ceiling",), message, help=advice)
        for name in section_of(body, "retention"):
            if name in OPERATORS:
                message = f"`{name}` is for the whole journal, which a server's own settings cannot change"
                advice = "put it into the settings without `guild`; a server may shorten `text`"
                yield Problem(NOT_THE_OPERATORS, ("retention", name), message, help=advice)
    for pattern in section_of(section_of(body, "retention"), "types"):
        if not is_pattern(str(pattern)):
            message = f"`{pattern}` is no pattern of signal types"
            advice = "write a type, `*` for a part of it, `>` at its end for the rest: discord.voice.>"
            yield Problem(NO_PATTERN, ("retention", "types", pattern), message, on="key", help=advice)
    if isinstance(body.get("zone"), str):
        yield from _no_zone(body["zone"])


def _no_zone(zone: str) -> Iterator[Problem]:
    """Where a computer knows no time zones at all, every name will do."""
    zones = available_timezones()
    if zones and zone not in zones:
        advice = did_you_mean(zone, zones) or "name it as Europe/Berlin"
        yield Problem(NO_ZONE, ("zone",), f"there is no time zone `{zone}`", help=advice)


def check_below(own: Mapping[str, Any], operators: Mapping[str, Any]) -> Iterator[Problem]:
    """Where a server's settings say more than the operator lets them."""
    for where, said, holds in too_high(own, operators):
        message = f"`{said}` is above the operator's ceiling, `{holds}` holds instead"
        advice = f"say `{holds}`, or ask the bot's operator"
        yield Problem(ABOVE_THE_CEILING, where, message, help=advice)


def _everyone(access: Mapping[str, Any], guild: str) -> Iterator[Problem]:
    for level, ids in access.items():
        for place, id_ in enumerate(ids if isinstance(ids, list) else ()):
            if str(id_) == guild:
                message = f"this is the server's own id, the role @everyone: everybody would have `{level}`"
                advice = "list a role that only staff has, or people"
                yield Problem(EVERYONE, ("access", level, place), message, help=advice)
