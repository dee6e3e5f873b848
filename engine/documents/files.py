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

    `name` is the path inside its pack, with `/`.
    """

    file: str
    path: str
    pack: str
    name: str

    @classmethod
    def of(cls, file: str, pack: str, name: str) -> Source:
        """One whose names are Unicode, whatever bytes they have on disk."""
        return cls(file, printable(file), printable(pack), printable(name))


class Place(msgspec.Struct, frozen=True):
    """Where a file was found: what its `Source` is made of. `trouble`: a folder that cannot be read."""

    file: str
    pack: str
    name: str
    trouble: str | None = None


def printable(name: str) -> str:
    """A file's name as Unicode, whatever bytes it has on disk."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def find_missing(paths: Iterable[str]) -> tuple[str, ...]:
    """Those of the paths at which there is nothing."""
    return tuple(path for path in paths if not os.path.exists(path))


def find_files(paths: Iterable[str]) -> Iterator[Place]:
    """The YAML files that the paths stand for, each once, sorted within each path; hidden ones are left out.

    Links are followed, and loops of them end.
    """
    seen: set[str] = set()
    for path in paths:
        if os.path.isdir(path):
            yield from _in_folder(path, os.path.realpath(path), seen)
        elif _is_new(os.path.realpath(path), seen):
            folder, name = os.path.split(os.path.abspath(path))
            yield Place(path, _name_of(folder), name)


def _in_folder(
    path: str, real: str, seen: set[str], pack: str | None = None, inside: str = ""
) -> Iterator[Place]:
    """The files in a folder and below it. Without a `pack` it is a top folder: each folder in it is one.

    `real` is where the path leads: only what is a link itself leads elsewhere than beside it.
    """
    if not _is_new(real, seen):
        return
    own = _name_of(path) if pack is None else pack
    try:
        with os.scandir(path) as found:
            entries = sorted((each.name, each) for each in found if not each.name.startswith("."))
    except OSError as error:
        yield Place(path, own, inside, error.strerror or type(error).__name__)
        return
    for name, entry in entries:
        is_link = entry.is_symlink()
        is_folder = os.path.isdir(entry.path) if is_link else entry.is_dir()
        if not is_folder and not name.endswith(SUFFIXES):
            continue
        leads = os.path.realpath(entry.path) if is_link else f"{real}/{name}"
        if not is_folder:
            if _is_new(leads, seen):
                yield Place(entry.path, own, f"{inside}{name}")
        elif pack is None:
            yield from _in_folder(entry.path, leads, seen, name)
        else:
            yield from _in_folder(entry.path, leads, seen, pack, f"{inside}{name}/")


def _is_new(real: str, seen: set[str]) -> bool:
    if real in seen:
        return False
    seen.add(real)
    return True


def _name_of(folder: str) -> str:
    """As it is called here: a link that is set to another folder goes on being the same pack."""
    return os.path.basename(os.path.abspath(folder)) or "root"
