"""The garbage collector and the rules: thousands of them are millions of objects that never go away.

Looked through again and again while they are made, and at any moment later, they would hold the loop
up for tenths of a second.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")


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
