"""The store's port. One process writes; readers look on. SQLite and its twin in memory pass one suite."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any, Protocol

import msgspec

from engine.signal import Signal
from engine.store.matches import Matches, Told
from engine.store.rows import Batch, OutboxRow, OutboxState, Row, Saved


class Store(Protocol):
    """Where the loop keeps everything. Methods raise `StoreError` with one clear line."""

    salt: bytes
    """Random, made with the store: keys the digests of what people wrote."""

    def load(self) -> Saved:
        """What the last run left."""

    def rows(self, after: int) -> Iterator[Row]:
        """The rows with hits after a sequence number, and the derived ones, in order; text included."""

    def history(self, after: int) -> Iterator[list[Row]]:
        """All rows after a sequence number, commit by commit, in order; text included where it still is."""

    def recent(self, since: int, limit: int) -> list[tuple[str, int, int | None]]:
        """Id, `seen` and guild of the newest input signals since an instant, oldest first."""

    def rulebook(self, hash_: str) -> bytes | None:
        """The bytes of a rulebook that was in force once."""

    def has_rulebook(self, hash_: str) -> bool:
        """Whether a rulebook was in force once; to ask costs nothing."""

    def digests(self, hash_: str) -> Sequence[bytes] | None:
        """Those of the documents of a rulebook, which are there one by one; None if they are not."""

    def rulebook_at(self, seq: int) -> str | None:
        """The hash of the rulebook in force after the row with that sequence number."""

    def inventory(self, guild: int, part: str) -> bytes | None:
        """What a part of a guild was made of when it was last looked at, as it was given."""

    def commit(self, batch: Batch) -> None:
        """Write a batch in one transaction. A kill after it loses nothing; a power cut may, until `sync`."""

    def sync(self) -> None:
        """Make what was committed before this call survive a power cut. Runs beside commits, in a thread."""

    def checkpoint(self, final: bool) -> None:
        """Tidy up behind the commits, in a thread: first beside them, then `final`, with none meanwhile."""

    def wants_checkpoint(self) -> bool:
        """Whether enough has gathered for a checkpoint."""

    def close(self) -> None:
        """Release the files."""


class Totals(msgspec.Struct):
    """Figures about the journal. Instants in milliseconds, sizes in bytes. `backed_up` by `tocsin backup`."""

    signals: int
    last_seen: int
    rulebook: str | None
    rulebook_since: int
    outbox: dict[OutboxState, int]
    timers: int
    bytes: int
    backed_up: int | None = None


class Reloaded(msgspec.Struct, frozen=True):
    """A rulebook that came into force at an instant (milliseconds)."""

    hash: str
    seen: int


class Reader(Protocol):
    """Looks at the store beside the running loop; never writes. May be used from any thread."""

    def signals(
        self,
        guild: int | None,
        *,
        type_: str | None = None,
        since: int = 0,
        limit: int = 50,
        everywhere: bool = False,
    ) -> list[Row]:
        """The newest signals of a guild (of all: `everywhere`) of type `type_` or below it, newest first."""

    def find(self, prefix: str, guild: int | None, *, everywhere: bool = False) -> list[Row]:
        """Signals of a guild whose id begins with this (six characters at least), ten at most, newest first.

        Packed ones are looked for in the last day of the journal, and in the day after an
        instant that the id names.
        """

    def by_ids(self, ids: Sequence[str], guild: int | None, *, everywhere: bool = False) -> list[Signal]:
        """Signals by their ids, in order of the journal; packed ones if they are of the last day."""

    def outbox_of(self, signals: Sequence[str]) -> list[OutboxRow]:
        """The actions that these signals caused."""

    def actions(self, guild: int | None, *, limit: int = 50, everywhere: bool = False) -> list[OutboxRow]:
        """The newest actions of one guild (of all: `everywhere`), newest first."""

    def action(self, id_: str) -> OutboxRow | None:
        """An action by its id, also one that ended."""

    def matches(self, guild: int | None, since: int) -> Matches:
        """How often each document was met in a guild, and told of something, since an instant."""

    def told(self, guild: int | None, documents: Container[str], since: int) -> Told:
        """What these documents, by identity, emitted in a guild since an instant, and about whom."""

    def last_of(self, guild: int | None, document: str, since: int, *, told: bool, most: int) -> list[str]:
        """Ids of the newest signals that met a document in a guild, or (`told`) that it emitted."""

    def records(self, table: str, guild: int | None, since: int) -> list[dict[str, Any]]:
        """The rows that steps recorded in a table about a guild since an instant, oldest first."""

    def reloads(self, most: int) -> list[Reloaded]:
        """The rulebooks that came into force last, newest first."""

    def rulebook(self, hash_: str) -> bytes | None:
        """The bytes of a rulebook that was in force once."""

    def totals(self) -> Totals:
        """Figures for `/status`."""
