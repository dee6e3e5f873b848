"""What a signal has that its type in the catalogue has not. Used wherever a test makes signals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.catalogue import Catalogue, Field
from engine.signal import CORE_FIELDS, Signal

TYPES: Mapping[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list,),
    "id": (int,),
}
_ALWAYS = frozenset({"id", "type", "time", "seen"})


def faults(catalogue: Catalogue, signal: Signal) -> list[str]:
    """Each fault as a sentence; none for a signal that is as its type says."""
    kind = catalogue.types.get(signal.type)
    if kind is None:
        return [f"{signal.type} is not in the catalogue"]
    return [f"{signal.type}: {fault}" for fault in _faults(kind.fields, kind.has, signal)]


def _faults(fields: Mapping[str, Field], has: tuple[str, ...], signal: Signal) -> Iterator[str]:
    for name in CORE_FIELDS - _ALWAYS:
        if getattr(signal, name) is not None and name not in has:
            yield f"it has no {name}"
    if signal.text == {}:
        yield "an empty `text` says that there was some and it is gone"
    for apart, values in ((False, signal.data), (True, signal.text or {})):
        for name, value in values.items():
            if name not in fields:
                yield f"it has no field {name}"
                continue
            if fields[name].personal is not apart:
                yield f"{name} stands in {'text' if apart else 'data'}"
            if not _is(value, fields[name].type):
                yield f"{name} is no {fields[name].type}: {value!r}"


def _is(value: Any, kind: str) -> bool:
    if kind == "list":
        return isinstance(value, list) and value != [] and all(type(item) in (str, int) for item in value)
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
