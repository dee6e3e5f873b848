"""Many keys with a few numbers each, in one block of memory: a key costs its name and some bytes a number.

Knows nothing of what the numbers mean, but that one of them says when the key was last heard of. A `form` is
what `struct` calls a format: how the numbers of a row are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from struct import Struct
from typing import Final

import msgspec

_STAYING: Final = 7, 8
"""The share of the most keys that stays when there are too many: to look for the quietest takes a while."""


class Table(msgspec.Struct):
    """`rows` holds a row of numbers for each place in `places`; `free` are places without a key.

    `dropped` counts keys that were let go of because there were too many.
    """

    places: dict[str, int] = {}
    rows: bytearray = msgspec.field(default_factory=bytearray)
    free: list[int] = []
    dropped: int = 0

    def __len__(self) -> int:
        return len(self.places)

    def __contains__(self, key: str) -> bool:
        return key in self.places

    def get(self, key: str, form: str) -> tuple[float, ...] | None:
        """The row of a key; None where there is none."""
        place = self.places.get(key)
        if place is None:
            return None
        packed = _form(form)
        return packed.unpack_from(self.rows, place * packed.size)

    def put(self, key: str, form: str, row: Sequence[float]) -> None:
        """Write the row of a key. All rows of a table are of one form."""
        packed = _form(form)
        place = self.places.get(key)
        if place is None:
            place = self.free.pop() if self.free else len(self.rows) // packed.size
            self.places[key] = place
            if place * packed.size == len(self.rows):
                self.rows += bytes(packed.size)
        packed.pack_into(self.rows, place * packed.size, *row)

    def items(self, form: str) -> Iterator[tuple[str, tuple[float, ...]]]:
        """Every key with its row, in the order in which they came."""
        packed = _form(form)
        for key, place in self.places.items():
            yield key, packed.unpack_from(self.rows, place * packed.size)

    def bound(self, most: int, form: str, column: int) -> list[str]:
        """Where there are more than `most`, let go of the lowest ones in a column; gives their names."""
        if len(self.places) <= most:
            return []
        share, of = _STAYING
        ordered = sorted(self.items(form), key=lambda each: (each[1][column], each[0]))
        gone = [key for key, _ in ordered[: len(ordered) - max(most * share // of, 1)]]
        for key in gone:
            self.free.append(self.places.pop(key))
        self.dropped += len(gone)
        return gone


@lru_cache(maxsize=32)
def _form(form: str) -> Struct:
    return Struct(form)
