"""A community's own folder: its settings, its rules, its guilds' folders, and packs that ship with Tocsin.

    settings.yml            what the operator decided, with the names of packs
    rules/ playbooks/ schedules/    each folder in them is a pack
    guilds/<id>/            what is one server's own: a pack for that server alone

Reads names of files, never contents: which packs are named is for who reads the settings.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from engine.documents.document import pack_of
from engine.documents.files import Place, Top

FOLDERS: Final = ("rules", "playbooks", "schedules")
GUILDS: Final = "guilds"
SETTINGS: Final = "settings.yml"
"""The operator's settings; also the name of the pack that they are."""
INSTALLATION: Final = str(Path(__file__).parent.parent.parent)
"""The folder in which `rules/` has the packs that ship."""
_MOST_DIGITS: Final = 20


class Home:
    """`path` is as it was given, and `installation` where the packs are that ship."""

    def __init__(self, path: str | os.PathLike[str] = ".", installation: str = INSTALLATION) -> None:
        self.path = os.fspath(path)
        self._installation = installation
        self._is_here = os.path.normpath(self.path) == os.curdir

    def __fspath__(self) -> str:
        return self.path

    def __str__(self) -> str:
        return self.path

    @classmethod
    def is_at(cls, path: str | os.PathLike[str]) -> bool:
        """Whether a folder looks like one: it has settings, and a folder for rules or for servers."""
        inside = [os.path.isdir(os.path.join(path, each)) for each in (*FOLDERS, GUILDS)]
        return any(inside) and os.path.isfile(os.path.join(path, SETTINGS))

    @property
    def settings(self) -> str:
        """Where the settings stand."""
        return self._within(SETTINGS)

    @property
    def folders(self) -> list[str]:
        """Those with documents, as far as they are there."""
        found = [self._within(each) for each in (*FOLDERS, GUILDS)]
        return [each for each in found if os.path.isdir(each)]

    def ships(self) -> tuple[str, ...]:
        """The names of the packs that ship, sorted."""
        tops = [os.path.join(self._installation, each) for each in FOLDERS]
        found = [each.name for top in tops if os.path.isdir(top) for each in os.scandir(top) if each.is_dir()]
        return tuple(sorted({name for name in found if not name.startswith(".")}))

    @property
    def folder(self) -> Path:
        """The folder itself."""
        return Path(self.path)

    @property
    def is_installation(self) -> bool:
        """Whether it is Tocsin's own checkout, whose history is not its user's."""
        return os.path.realpath(self.path) == os.path.realpath(self._installation)

    def place_of(self, guild: int, name: str, top: int = 0) -> Place:
        """Where a file of a guild's own folder is found, be it there or not."""
        below = f"{guild}/{name}"
        return Place(self._within(f"{GUILDS}/{below}"), pack_of(guild), name, top + len(FOLDERS) + 1, below)

    def own(self, top: int, seen: set[str]) -> Iterator[Place]:
        """The folder's own files; its parts are read in their order, beginning with the `top`th."""
        if os.path.isfile(self.settings):
            seen.add(os.path.realpath(self.settings))
            yield Place(self.settings, SETTINGS, SETTINGS, top, SETTINGS)
        for place, name in enumerate(FOLDERS, start=1):
            folder = self._within(name)
            if os.path.isdir(folder):
                yield from Top(top + place, name, seen).files(folder, os.path.realpath(folder), "")
        folder = self._within(GUILDS)
        if os.path.isdir(folder):
            found = Top(top + len(FOLDERS) + 1, GUILDS, seen).files(folder, os.path.realpath(folder), "")
            yield from map(_of_guild, found)

    def shipped(self, top: int, seen: set[str], packs: Iterable[str]) -> Iterator[Place]:
        """The files of packs that ship; what is not among them has none."""
        known = self.ships()
        for pack in dict.fromkeys(packs):
            for place, name in enumerate(FOLDERS if pack in known else ()):
                folder = os.path.join(self._installation, name, pack)
                if os.path.isdir(folder):
                    found = Top(top + place, name, seen)
                    yield from found.files(folder, os.path.realpath(folder), f"{pack}/")

    def _within(self, name: str) -> str:
        return name if self._is_here else os.path.join(self.path, name)


OWN_PARTS: Final = len(FOLDERS) + 2
PARTS: Final = OWN_PARTS + len(FOLDERS)
"""Places that a home takes in the order of reading."""


def is_guild(name: str) -> bool:
    """Whether a folder is called as a server is: by its id."""
    return name.isascii() and name.isdigit() and name[0] != "0" and len(name) <= _MOST_DIGITS


def guild_of_path(path: str) -> int | None:
    """The guild in whose own folder a file stands, by its path as people read it."""
    parts = path.split("/")[:-1]
    for above, name in pairwise(parts):
        if above == GUILDS and is_guild(name):
            return int(name)
    return None


def _of_guild(place: Place) -> Place:
    """A file below the folders of guilds; one that stands elsewhere there is of no guild."""
    pack = pack_of(place.pack) if is_guild(place.pack) else GUILDS
    return Place(place.file, pack, place.name, place.top, place.below, place.trouble)
