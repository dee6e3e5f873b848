"""One spelling of every value: canonical JSON.

Canonical JSON is UTF-8, keys sorted, no blanks; Discord ids are text, times ISO 8601 with
milliseconds. Replay compares effects in it, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
import orjson

from engine.effects import Effect
from engine.instants import iso
from engine.signal import SNOWFLAKES, Signal

_TIMES: Final = frozenset({"time", "due", "expires"})
"""Fields of effects that hold an instant."""
_SAFE: Final = 2**53 - 1
"""Beyond this, JavaScript and many JSON readers lose digits."""
_PLAIN: Final = ("type", "system", "severity", "confidence")


def canonical(value: Any) -> bytes:
    """Canonical JSON of mappings, sequences and scalars. Raises `TypeError` for anything else."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def public(signal: Signal) -> dict[str, Any]:
    """A signal as it leaves the process: Discord ids as text, absent fields left out, text beside data."""
    out: dict[str, Any] = {
        "id": signal.id, "type": signal.type, "time": iso(signal.time), "seen": iso(signal.seen)
    }  # fmt: skip
    for name in SNOWFLAKES:
        value = getattr(signal, name)
        if value is not None:
            out[name] = str(value)
    for name in _PLAIN:
        value = getattr(signal, name)
        if value is not None:
            out[name] = value
    out["data"] = printable({**signal.data, **(signal.text or {})})
    if signal.cause:
        out["cause"] = list(signal.cause)
        out["causes"] = signal.causes
    out["origin"] = signal.origin
    return out


def effect_body(effect: Effect) -> dict[str, Any]:
    """What an effect says, without its own name, ready for canonical JSON."""
    body: dict[str, Any] = msgspec.to_builtins(effect)
    body.pop("effect")
    return {
        name: iso(value) if name in _TIMES and isinstance(value, int) else printable(value, name)
        for name, value in body.items()
    }


def printable(value: Any, name: str = "") -> Any:
    """The value with every Discord id as text: known names, and integers too large for a JSON reader."""
    if isinstance(value, Mapping):
        return {str(k): printable(v, str(k)) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item, name) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and (name in SNOWFLAKES or abs(value) > _SAFE):
        return str(value)
    return value
