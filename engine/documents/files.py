"""Which files a command's paths stand for, and which pack each belongs to. Reads names, never contents.

A pack is one top folder of documents: in a folder that was named, every folder directly in it is
a pack, and the files directly in it belong to the pack named after it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

SUFFIXES: Final = (".yml", ".yaml")
StrPath = str | os.PathLike[str]


class Source(msgspec.Struct, frozen=True):
    """A file to read. `file` opens it, `path` is the same as people read it: spelt as given.

    `name` is the path inside its pack, with `/`. Sources sort by `order` as they are read.
    """

    file: str
    path: str
    pack: str
    name: str
    order: tuple[int, list[str]] = (0, [])

    @classmethod
    def of(cls, place: Place) -> Source:
        """One whose names are Unicode, whatever bytes they have on disk."""
        path, pack, name = map(printable, (place.file, place.pack, place.name))
        return cls(place.file, path, pack, name, (place.top, place.below.split("/")))


class Place(msgspec.Struct, frozen=True):
    """Where a file was found: what its `Source` is made of. `trouble`: a folder that cannot be read.

    `below` is its way from the path that was given, which was the `top`th.
    """

    file: str
    pack: str
    name: str
    top: int
    below: str
    trouble: str | None = None


def printable(name: str) -> str:
    """A file's name as Unicode, whatever bytes it has on disk."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def find_missing(paths: Iterable[str]) -> tuple[str, ...]:
    """Those of the paths at which there is nothing."""
    return tuple(path for path in paths if not os.path.exists(path))


def find_file(path: str, top: int, seen: set[str]) -> Iterator[Place]:
    """A file that was named itself, unless it was `seen`."""
    if _is_new(os.path.realpath(path), seen):
        folder, name = os.path.split(os.path.abspath(path))
        yield Place(path, _name_of(folder), name, top, name)


def find_below(path: str, top: int, seen: set[str]) -> Iterator[Place]:
    """The YAML files in a folder, sorted; those `seen` and hidden ones are left out.

    Links are followed, and loops of them end.
    """
    yield from Top(top, _name_of(path), seen).files(path, os.path.realpath(path), "")


class Top:
    """A folder that was given: each folder in it is a pack, and what stands directly in it is one more."""

    def __init__(self, top: int, name: str, seen: set[str]) -> None:
        self._top = top
        self._name = name
        self._seen = seen

    def files(self, path: str, real: str, below: str) -> Iterator[Place]:
        """The files in a folder and below it, which is the way `below` the top folder.

        `real` is where the path leads: only what is a link itself leads elsewhere than beside it.
        """
        if not _is_new(real, self._seen):
            return
        try:
            with os.scandir(path) as found:
                entries = sorted((each.name, each) for each in found if not each.name.startswith("."))
        except OSError as error:
            yield self._place(path, below, error.strerror or type(error).__name__)
            return
        for name, entry in entries:
            is_link = entry.is_symlink()
            is_folder = os.path.isdir(entry.path) if is_link else entry.is_dir()
            if not is_folder and not name.endswith(SUFFIXES):
                continue
            leads = os.path.realpath(entry.path) if is_link else f"{real}/{name}"
            if is_folder:
                yield from self.files(entry.path, leads, f"{below}{name}/")
            elif _is_new(leads, self._seen):
                yield self._place(entry.path, below + name)

    def _place(self, file: str, below: str, trouble: str | None = None) -> Place:
        pack, slash, name = below.partition("/")
        if not slash:
            pack, name = self._name, below
        return Place(file, pack, name, self._top, below, trouble)


def _is_new(real: str, seen: set[str]) -> bool:
    if real in seen:
        return False
    seen.add(real)
    return True


def _name_of(folder: str) -> str:
    """As it is called here: a link that is set to another folder goes on being the same pack."""
    return os.path.basename(os.path.abspath(folder)) or "root"
