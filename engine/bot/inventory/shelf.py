"""Where inventories are kept: as bytes in the store, small, with the moment at which each was taken."""

from __future__ import annotations

import zlib
from typing import Any, Final, Protocol

import msgspec

_LEVEL: Final = 1
_encode = msgspec.msgpack.Encoder().encode


class Kept(msgspec.Struct, array_like=True):
    """A part as it was at `taken` (milliseconds since 1970)."""

    taken: int
    what: Any


_decode: Final = msgspec.msgpack.Decoder(Kept).decode


class Store(Protocol):
    """What reads them."""

    def inventory(self, guild: int, part: str) -> bytes | None:
        """What was kept last."""


class Journal(Protocol):
    """What writes them, in one commit with signals."""

    def keep_inventory(self, guild: int, part: str, body: bytes) -> None:
        """Keep it with the next commit."""

    async def durable(self) -> None:
        """Return once that is in the store. Raises `StoreError` if it never is."""


class Shelf:
    """One a client."""

    def __init__(self, store: Store, journal: Journal) -> None:
        self._store = store
        self._journal = journal

    def put(self, guild: int, part: str, kept: Kept) -> None:
        """Keep a part in place of what was kept."""
        self._journal.keep_inventory(guild, part, zlib.compress(_encode(kept), _LEVEL))

    async def settle(self) -> None:
        """Return once what was put can be got. Raises `StoreError`."""
        await self._journal.durable()

    def get(self, guild: int, part: str) -> Kept | None:
        """What was kept; None for nothing, and for what cannot be read any more."""
        body = self._store.inventory(guild, part)
        if body is None:
            return None
        try:
            return _decode(zlib.decompress(body))
        except (zlib.error, msgspec.DecodeError):
            return None
