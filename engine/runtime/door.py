"""The door: what a signal must be to be taken in. A restart must be able to read whatever was accepted.

Knows neither the loop nor who sends. What a person or a foreign system got wrong ends here.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from engine.signal import Signal
from engine.store import codec

_LARGEST_GUILD: Final = 2**63
_NESTED: Final = frozenset({dict, list})
_DEEPEST: Final = 32
"""Lists and mappings in one another, in a value: more is no alert, and ends what reads it."""
_UNREADABLE: Final = (TypeError, ValueError, OverflowError, RecursionError)


def refusal(signal: Signal) -> str | None:
    """Why a signal cannot be taken in, in words without its values; None when it can.

    Its data, text and causes become what a restart would read (lists for tuples, say), so that a
    replay sees what the steps saw.
    """
    try:
        stored = codec.decode_signal(codec.encode(signal))
    except msgspec.ValidationError as error:
        return str(error)
    except _UNREADABLE as error:
        return f"{type(error).__name__}: it has a value that the journal cannot hold"
    if stored.guild is not None and not 0 <= stored.guild < _LARGEST_GUILD:
        return "its guild is no Discord id"
    if stored.time < 0:
        return "its time is before 1970"
    values = stored.data.values()
    if not _NESTED.isdisjoint(map(type, values)) and any(_is_deep(each, _DEEPEST) for each in values):
        return f"it has values nested deeper than {_DEEPEST}"
    signal.data, signal.text, signal.cause = stored.data, stored.text, stored.cause
    signal.origin = "input"
    return None


def _is_deep(value: Any, left: int) -> bool:
    if type(value) not in _NESTED:
        return False
    inner = value.values() if type(value) is dict else value
    return left == 0 or any(_is_deep(each, left - 1) for each in inner)
