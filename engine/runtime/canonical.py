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
from engine.signal import SNOWFLAKES, Signal, SignalType

_TIMES: Final = frozenset({"time", "due", "expires"})
"""Fields of effects that hold an instant."""
_OWN_TIMES: Final = frozenset({"time", "from", "to", "wake", "begun", "falls_at"})
"""Fields that hold an instant in what the engine says; what comes from outside may call anything so."""
_NO_TIMES: Final[frozenset[str]] = frozenset()
TIMES_OF_INPUTS: Final[Mapping[str, frozenset[str]]] = {SignalType.GATEWAY_GAP: frozenset({"since"})}
"""The same in what the engine takes in from itself, by type."""
_LONGEST_INSTANT: Final = 15
FROZEN: Final = "frozen"
"""In a reload: each server in a gap, a blank, and since when."""
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
    own = _OWN_TIMES if signal.origin == "derived" else TIMES_OF_INPUTS.get(signal.type, _NO_TIMES)
    out["data"] = printable({**signal.data, **(signal.text or {})}, times=own)
    if signal.type == SignalType.RULEBOOK_LOADED and FROZEN in signal.data:
        out["data"][FROZEN] = list(map(_with_iso, signal.data[FROZEN]))
    if signal.cause:
        out["cause"] = list(signal.cause)
        out["causes"] = signal.causes
    out["origin"] = signal.origin
    return out


def _with_iso(gap: str) -> str:
    guild, _, since = gap.partition(" ")
    return f"{guild} {iso(int(since))}" if since.isdecimal() and len(since) <= _LONGEST_INSTANT else gap


def effect_body(effect: Effect) -> dict[str, Any]:
    """What an effect says, without its own name, ready for canonical JSON."""
    body: dict[str, Any] = msgspec.to_builtins(effect)
    body.pop("effect")
    return {
        name: iso(value)
        if name in _TIMES and isinstance(value, int)
        else printable(value, name, times=_OWN_TIMES)
        for name, value in body.items()
    }


def printable(value: Any, name: str = "", times: frozenset[str] = _NO_TIMES) -> Any:
    """The value with every Discord id as text: known names, and integers too large for a JSON reader.

    Numbers under one of the names `times` are instants, in milliseconds.
    """
    if isinstance(value, Mapping):
        return {str(k): printable(v, str(k), times) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item, name, times) for item in value]
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    if name in times:
        return iso(value)
    return str(value) if name in SNOWFLAKES or abs(value) > _SAFE else value
