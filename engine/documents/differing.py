"""What two rows of objects do not share, where most of them stand side by side as they did."""

from __future__ import annotations

from collections.abc import Collection
from itertools import compress, islice
from operator import is_not
from typing import TypeVar

Item = TypeVar("Item")


def differing(before: Collection[Item], after: Collection[Item]) -> tuple[list[Item], list[Item]]:
    """The objects that only one of them has, each in its order; equal ones are not the same.

    Those that stand where they stood cost next to nothing.
    """
    apart = list(map(is_not, before, after))
    gone = [*compress(before, apart), *islice(before, len(apart), None)]
    come = [*compress(after, apart), *islice(after, len(apart), None)]
    moved = set(map(id, gone)).intersection(map(id, come)) if gone and come else ()
    if moved:
        gone = [each for each in gone if id(each) not in moved]
        come = [each for each in come if id(each) not in moved]
    return gone, come
