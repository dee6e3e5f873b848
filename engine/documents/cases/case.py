"""A test as its document means it: signals with their times, repetitions played out, and expectations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from engine.documents.cases.offsets import DEFAULT_START, read_offset, read_start
from engine.signal import Severity

NUMBER: Final = "{n}"
"""In a text of a repeated signal: which repetition it is, from 1."""
OWN_KEYS: Final = frozenset({"type", "at", "repeat", "matches", "data"})
"""Keys of a signal in a test that are no fields of it."""
_SECOND: Final = 1_000


class Repeat(msgspec.Struct, frozen=True):
    """How often a signal happens, and what changes. `every` is in milliseconds."""

    times: int
    every: int
    vary: Mapping[str, tuple[Any, ...]]


class Given(msgspec.Struct, frozen=True):
    """One entry of `signals`. `at` is in milliseconds after the start; `matches`: must each one hit?"""

    type: str
    at: int
    fields: Mapping[str, Any]
    repeat: Repeat | None = None
    matches: bool | None = None

    def occurrences(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each time that it happens: milliseconds after the start, and its fields; nulls are left out."""
        repeat = self.repeat
        if repeat is None:
            yield self.at, _present(self.fields)
            return
        for n in range(repeat.times):
            fields = {name: numbered(value, n + 1) for name, value in self.fields.items()}
            fields |= {name: row[n % len(row)] for name, row in repeat.vary.items()}
            yield self.at + n * repeat.every, _present(fields)


class Expected(msgspec.Struct, frozen=True):
    """One entry of `expect`: one of `emits`, `acts` and `matches` is given. `at` is as in `Given`."""

    emits: str | None = None
    acts: str | None = None
    matches: bool | None = None
    severity: Severity | None = None
    at: int | None = None
    count: int = 1
    fields: Mapping[str, Any] = {}


class Case(msgspec.Struct, frozen=True):
    """One test. `start` is milliseconds since 1970; `expect` is None when only signals say what must be."""

    name: str
    start: int
    given: tuple[Given, ...]
    expect: tuple[Expected, ...] | None


def read_case(case: Mapping[str, Any]) -> Case:
    """A test without problems."""
    expect = case.get("expect")
    start = read_start(case.get("start"))
    return Case(
        name=case["name"],
        start=DEFAULT_START if start is None else start,
        given=tuple(map(_read_given, case["signals"])),
        expect=None if expect is None else tuple(map(_read_expected, expect)),
    )


def numbered(value: Any, n: int) -> Any:
    """A value in which `{n}` is a number, also in the members of a list."""
    if isinstance(value, str):
        return value.replace(NUMBER, str(n))
    return [numbered(each, n) for each in value] if isinstance(value, list) else value


def fields_of(signal: Mapping[str, Any]) -> dict[str, Any]:
    """All fields that a signal of a test is given."""
    fields = {name: value for name, value in signal.items() if name not in OWN_KEYS}
    return {**fields, **signal.get("data", {})}


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _read_given(signal: Mapping[str, Any]) -> Given:
    repeat = signal.get("repeat")
    return Given(
        type=signal["type"],
        at=read_offset(signal.get("at")) or 0,
        fields=fields_of(signal),
        repeat=None if repeat is None else _read_repeat(repeat),
        matches=signal.get("matches"),
    )


def _read_repeat(repeat: Mapping[str, Any]) -> Repeat:
    every = read_offset(repeat.get("every"))
    return Repeat(
        times=repeat["times"],
        every=_SECOND if every is None else every,
        vary={name: tuple(row) for name, row in repeat.get("vary", {}).items()},
    )


def _read_expected(expected: Mapping[str, Any]) -> Expected:
    return Expected(**{**expected, "at": read_offset(expected.get("at"))})
