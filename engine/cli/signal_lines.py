"""A line of a file read as a signal, as `tocsin signals --format json` prints them. Knows no files.

Discord ids may be text or numbers. Keys that are no field of a signal join its `data`, so that
flat lines can be written by hand; what people wrote is told apart by the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from engine.catalogue import Catalogue
from engine.cli.times import parse_time
from engine.runtime.canonical import FROZEN, TIMES_OF_INPUTS
from engine.signal import SEVERITIES, Signal, SignalType, discord_id

_KNOWN: Final = frozenset(Signal.__struct_fields__) - {"seq", "text"}
"""Keys of a printed signal: its place in a journal is not printed, and text stands beside data."""


class SignalLine(msgspec.Struct, frozen=True):
    """A signal to take in, and the `seen` that it was recorded with (milliseconds), or None."""

    signal: Signal
    seen: int | None
    is_derived: bool


def read_signal(line: Mapping[str, Any], number: int, before: int, catalogue: Catalogue) -> SignalLine:
    """The signal of line `number`; `before` is the time of the line before, for a line that has none.

    Raises `ValueError` with what is wrong, to follow after `the line`.
    """
    type_ = _text(line, "type")
    if type_ is None:
        raise ValueError("has no `type`")
    data = line.get("data")
    if not isinstance(data, Mapping | None):
        raise ValueError("has `data` that is no object")  # noqa: TRY004 - it is the text that is wrong
    further = {name: value for name, value in line.items() if name not in _KNOWN}
    plain, text = _split({**further, **(data or {})}, type_, catalogue)
    if type_ == SignalType.RULEBOOK_LOADED and not isinstance(plain.get("hash"), str):
        raise ValueError("says that rules were loaded, and has no `hash` of them")
    _read_times(plain, type_)
    seen, time = _time(line, "seen"), _time(line, "time")
    if time is None:
        time = before if seen is None else seen
    signal = Signal(
        id=_text(line, "id") or f"line:{number}",
        type=type_,
        time=time,
        data=plain,
        text=text or None,
        system=_text(line, "system"),
        severity=_severity(line),
        confidence=_confidence(line),
        guild=_id(line, "guild"),
        channel=_id(line, "channel"),
        actor=_id(line, "actor"),
        target=_id(line, "target"),
    )
    return SignalLine(signal, seen, line.get("origin") == "derived")


def _split(
    fields: Mapping[str, Any], type_: str, catalogue: Catalogue
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Data, and text that people wrote. Ids that were printed as text are numbers again."""
    kind = catalogue.types.get(type_)
    personal = catalogue.personal(type_)
    plain: dict[str, Any] = {}
    text: dict[str, Any] = {}
    for name, value in fields.items():
        field = None if kind is None else kind.fields.get(name)
        is_id = field is not None and field.type == "id"
        (text if name in personal else plain)[name] = _id(fields, name) if is_id else value
    return plain, text


def _read_times(data: dict[str, Any], type_: str) -> None:
    """Instants that the engine's own signals hold, printed as ISO 8601, are milliseconds again."""
    for name in TIMES_OF_INPUTS.get(type_, ()):
        if isinstance(data.get(name), str):
            data[name] = _time(data, name)
    if type_ == SignalType.RULEBOOK_LOADED and isinstance(data.get(FROZEN), list):
        data[FROZEN] = [_read_gap(each) for each in data[FROZEN]]


def _read_gap(gap: Any) -> str:
    guild, _, since = str(gap).partition(" ")
    return f"{guild} {_time({FROZEN: since}, FROZEN)}" if "T" in since else str(gap)


def _id(line: Mapping[str, Any], name: str) -> int | None:
    value = line.get(name)
    found = discord_id(value)
    if found is None and value is not None:
        raise ValueError(f"has a `{name}` that is no Discord id")
    return found


def _text(line: Mapping[str, Any], name: str) -> str | None:
    value = line.get(name)
    if isinstance(value, str) and value:
        return value
    if value is None:
        return None
    raise ValueError(f"has a `{name}` that is no text")


def _time(line: Mapping[str, Any], name: str) -> int | None:
    value = line.get(name)
    if value is None:
        return None
    try:
        return parse_time(value)
    except ValueError as error:
        raise ValueError(f"has no usable `{name}`: {error}") from error


def _severity(line: Mapping[str, Any]) -> Any:
    value = line.get("severity")
    if value is not None and value not in SEVERITIES:
        raise ValueError(f"has a `severity` that is none of {', '.join(SEVERITIES)}")
    return value


def _confidence(line: Mapping[str, Any]) -> float | None:
    value = line.get("confidence")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("has a `confidence` that is no number from 0 to 1")
    return float(value)
