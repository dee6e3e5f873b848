"""The garbage collector and the rules: thousands of them are millions of objects that never go away.

Looked through again and again while they are made, and at any moment later, they would hold the loop
up for tenths of a second.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Final, TypeVar

Made = TypeVar("Made")
TURN_S: Final = 0.001
"""So long a thread that works out an edit may keep the loop waiting, instead of Python's five milliseconds;
longer than a signal takes to match, so that no match is cut in two."""
YOUNG: Final = 10_000
"""So many objects come before the young ones are looked through. Python's 700 are the signals of some thirty
messages, which wait for their commit: nothing of it can go yet."""


def look_seldom() -> None:
    """Have the collector look through what is young less often."""
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])


def pass_by() -> None:
    """Have the collector pass by all that is there now."""
    gc.freeze()


def make_for_good(make: Callable[[], Made]) -> Made:
    """Make what stays for as long as the process, without the collector, which then passes it by."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return make()
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
