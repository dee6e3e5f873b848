"""What every kind of rule reads of a document in the same way: its parts, where and how far it counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.systems.modes import Mode, lowest


def section_of(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part that is a mapping; an empty one for what is missing, or of a shape that the schema refuses."""
    found = body.get(name)
    return found if isinstance(found, Mapping) else {}


def guilds_of(body: Mapping[str, Any]) -> frozenset[int] | None:
    """The guilds that a checked document is about; None for all."""
    guilds = section_of(body, "tocsin").get("guilds")
    return None if guilds is None else frozenset(map(int, guilds))


def mode_of(body: Mapping[str, Any]) -> Mode:
    """How far a checked document goes at most."""
    return lowest(section_of(body, "tocsin").get("mode"))
