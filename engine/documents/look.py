"""A look at files of documents: what some paths hold at one moment, byte for byte. Knows no YAML.

The bytes are read each time: a file changed through a memory map, or twice within one tick of the
file system's clock, has the size and the time that it had before.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

import msgspec

from engine.documents.contents import contents_of
from engine.documents.differing import differing
from engine.documents.files import Place, Source, StrPath, find_below, find_file, find_missing, printable
from engine.documents.home import OWN_PARTS, PARTS, Home
from engine.documents.packs import Ships, packs_in
from engine.errors import UsageError


class Held(msgspec.Struct, frozen=True):
    """A file and its bytes, or why they cannot be had.

    `ships` are the packs that its settings can name, where it is the file that names them.
    """

    source: Source
    body: bytes | str
    ships: Ships = None


class Look(msgspec.Struct, frozen=True):
    """Every file in the order of reading, and the paths at which there was nothing.

    `unnamed` are packs that ship of which nobody can tell whether they are named, for the settings cannot be
    read, or are gone. `closed` are folders of the top that cannot be read, each with the reason. Two looks
    are equal when they saw the same.
    """

    files: Mapping[str, Held] = {}
    missing: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()
    closed: tuple[tuple[str, str], ...] = ()

    def news_since(self, before: Look) -> tuple[list[str], list[str]]:
        """The files that are there no longer, and those that hold something new, in the order of reading."""
        left, joined = differing(before.files.values(), self.files.values())
        gone = [file for file in (each.source.file for each in left) if file not in self.files]
        come = [each.source.file for each in joined if before.files.get(each.source.file) != each]
        return gone, come

    def refuse_missing(self) -> None:
        """Raise `UsageError` that names every path that is not there, or cannot be looked into.

        What such a folder held would else be taken for deleted.
        """
        if self.missing:
            names = ", ".join(f"`{printable(path)}`" for path in self.missing)
            raise UsageError(f"no such file or folder: {names}")
        if self.closed:
            names = ", ".join(f"`{printable(path)}` ({why})" for path, why in self.closed)
            raise UsageError(f"the folder cannot be read: {names}; check its owner and its permissions")


def look_at(paths: Iterable[StrPath], before: Look) -> Look:
    """What the paths hold now. A file that is as it was `before` is the same object: looks compare fast."""
    given = [path if isinstance(path, Home) else os.fspath(path) for path in paths]
    missing = find_missing(os.fspath(path) for path in given)
    look = _Looking(before)
    for path in given:
        if os.fspath(path) not in missing:
            look.at(path)
    return Look(look.files, missing, tuple(look.unnamed), tuple(look.closed))


class _Looking:
    """One look, path after path."""

    def __init__(self, before: Look) -> None:
        self.files: dict[str, Held] = {}
        self.unnamed: list[str] = []
        self.closed: list[tuple[str, str]] = []
        self._known = before.files
        self._seen: set[str] = set()
        self._top = 0

    def at(self, path: str | Home) -> None:
        if isinstance(path, Home):
            self._at_home(path)
            self._top += PARTS
            return
        find = find_below if os.path.isdir(path) else find_file
        self._hold(find(path, self._top, self._seen))
        self._top += 1

    def _at_home(self, home: Home) -> None:
        """What it has itself, and of what ships that which its settings name."""
        ships = home.ships()
        for place in home.own(self._top, self._seen):
            self._hold([place], ships if place.file == home.settings else None)
        settings = self.files.get(home.settings)
        named = None if settings is None else packs_in(settings.body)
        if named is None:
            self.unnamed += ships
        else:
            self._hold(home.shipped(self._top + OWN_PARTS, self._seen, named))

    def _hold(self, places: Iterable[Place], ships: Ships = None) -> None:
        for place in places:
            if place.trouble and not place.below:
                self.closed.append((place.file, place.trouble))
                continue
            body = f"the folder cannot be read: {place.trouble}" if place.trouble else contents_of(place.file)
            held = self._known.get(place.file)
            if held is None or held.body != body or held.source.name != place.name or held.ships != ships:
                held = Held(Source.of(place), body, ships)
            self.files[place.file] = held
