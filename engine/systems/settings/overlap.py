"""Two settings for one guild: both would post every alert, so the second is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.systems.kind import Compiled
from engine.systems.settings.kind import SettingsKind


def overlaps(compiled: Iterable[Compiled]) -> Iterator[tuple[str, str, int | None]]:
    """Identities of an earlier and a later document, and their guild; None for the default of all guilds."""
    first: dict[int | None, str] = {}
    for each in compiled:
        if each.kind != SettingsKind.name:
            continue
        guild = each.spec.guild
        if guild in first:
            yield first[guild], each.identity, guild
        else:
            first[guild] = each.identity
