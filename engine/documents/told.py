"""What is told of files, path by path, put together anew only where something changed. Knows no documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from engine.diagnostics import Diagnostic
from engine.documents.locate import diagnostic

TOO_MANY: Final = "TOC117"
MOST_PROBLEMS: Final = 200
"""Told of one file; beyond that the file is not what its author thinks it is."""

Turn = tuple[Any, ...]
"""When something is told of a file: turns of one file are compared."""


class Told:
    """Diagnostics by path and turn. `faulty` are the packs in which one is an error."""

    def __init__(self) -> None:
        self._turns: dict[str, dict[Turn, Sequence[Diagnostic]]] = {}
        self._packs: dict[str, str] = {}
        self._changed: set[str] = set()
        self._made: dict[str, tuple[Diagnostic, ...]] = {}
        self._faulty: dict[str, set[str]] = {}

    def put(self, pack: str, path: str, turn: Turn, told: Sequence[Diagnostic]) -> None:
        """Tell this of a file at that turn, instead of what was told then."""
        turns = self._turns.get(path)
        if turns is None:
            if not told:
                return
            turns = self._turns[path] = {}
        if told:
            turns[turn] = told
        elif turns.pop(turn, None) is None:
            return
        self._packs[path] = pack
        self._changed.add(path)

    def of(self, path: str) -> tuple[Diagnostic, ...]:
        """All that is told of a file, in the order of the turns."""
        self._settle()
        return self._made.get(path, ())

    @property
    def paths(self) -> Iterable[str]:
        """Those of which something is told."""
        self._settle()
        return self._made.keys()

    @property
    def faulty(self) -> set[str]:
        """Packs with an error."""
        self._settle()
        return set(self._faulty)

    def _settle(self) -> None:
        for path in self._changed:
            turns = self._turns[path]
            made = capped(path, chain.from_iterable(turns[turn] for turn in sorted(turns)))
            pack = self._packs[path]
            if made:
                self._made[path] = made
            else:
                self._made.pop(path, None)
                del self._turns[path], self._packs[path]
            self._count(pack, path, is_faulty=has_error(made))
        self._changed.clear()

    def _count(self, pack: str, path: str, *, is_faulty: bool) -> None:
        paths = self._faulty.get(pack, set())
        (paths.add if is_faulty else paths.discard)(path)
        if paths:
            self._faulty[pack] = paths
        else:
            self._faulty.pop(pack, None)


def capped(path: str, told: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each once; of too many a last one says so."""
    found: dict[Diagnostic, None] = {}
    for each in told:
        if each in found:
            continue
        if len(found) == MOST_PROBLEMS:
            message = f"the file has more than {MOST_PROBLEMS} problems; the rest is not told"
            found[diagnostic(path, (each.line, each.column), TOO_MANY, message)] = None
            break
        found[each] = None
    return tuple(found)


def has_error(told: Iterable[Diagnostic]) -> bool:
    """Whether one of them keeps a pack out."""
    return any(each.severity == "error" for each in told)


def in_order(told: Mapping[str, Iterable[Diagnostic]]) -> Iterator[Diagnostic]:
    """All of all files, by path, line and column."""
    for path in sorted(told):
        yield from sorted(told[path], key=_place)


def _place(told: Diagnostic) -> tuple[int, int, str, str]:
    return told.line, told.column, told.code, told.message
