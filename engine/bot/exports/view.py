"""What a view is: a name, a mark that differs when the contents do, and the contents."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import msgspec

from engine.runtime.core import Core


class View(msgspec.Struct, frozen=True):
    """`mark` and `make` get the loop's heart and the ids of the guilds; `make` also what time it is (ms)."""

    name: str
    mark: Callable[[Core, Sequence[int]], Hashable]
    make: Callable[[Core, Sequence[int], int], Any]
