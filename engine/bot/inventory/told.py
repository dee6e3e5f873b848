"""What the journal was told of a server by the gateway, so that no difference is told of it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.signal import Signal
from engine.store.port import Reader

_TYPES: Final = ("discord.gateway", "discord.member.leave", "discord.member.update")
_MOST: Final = 10_000


def told_by_the_gateway(reader: Reader, guild: int, since: int) -> Iterator[Signal]:
    """The signals of a guild since an instant (milliseconds) whose types a difference can have."""
    for type_ in _TYPES:
        for row in reader.signals(guild, type_=type_, since=since, limit=_MOST):
            yield row.signal
