"""Which files a command's paths stand for, and which pack each belongs to. Reads names, never contents.

A pack is one top folder of documents: in a folder that was named, every folder directly in it is
a pack, and the files directly in it belong to the pack named after it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from engine.errors import UsageError

SUFFIXES: Final = (".yml", ".yaml")
StrPath = str | os.PathLike[str]


class Source(msgspec.Struct, frozen=True):
    """A file to read. `file` opens it, `path` is the same as people read it: spelt as given.

    `name` is the path inside its pack, with `/`. `trouble` says why a folder could not be looked
    into; then there is no file to read.
    """

    file: str
    path: str
    pack: str
    name: str
    trouble: str | None = None


def _source(file: str, pack: str, name: str, trouble: str | None = None) -> Source:
    return Source(file, _printable(file), _printable(pack), _printable(name), trouble)


def _printable(name: str) -> str:
    """A file's name as Unicode, whatever bytes it has on disk."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def find_sources(paths: Iterable[StrPath]) -> list[Source]:
    """The YAML files that the paths stand for, each once, sorted within each path; hidden ones are left out.

    Links are followed, and loops of them end. Raises `UsageError` naming every path that is not there.
    """
    given = [os.fspath(path) for path in paths]
    missing = [path for path in given if not os.path.exists(path)]
    if missing:
        raise UsageError("no such file or folder: " + ", ".join(f"`{_printable(path)}`" for path in missing))
    seen: set[str] = set()
    found: list[Source] = []
    for path in given:
        sources = _in_folder(path, seen) if _is_folder(path) else iter([_single(path)])
        found += [each for each in sources if each.trouble is not None or _is_new(each.file, seen)]
    return found


def _single(path: str) -> Source:
    return _source(path, _folder_name(Path(path).absolute().parent), Path(path).name)


def _in_folder(path: str, seen: set[str], pack: str | None = None, inside: str = "") -> Iterator[Source]:
    """The files in a folder and below it. Without a `pack` it is a top folder: each folder in it is one."""
    if not _is_new(path, seen):
        return
    own = _folder_name(Path(path)) if pack is None else pack
    names, trouble = _list(path)
    if trouble:
        yield _source(path, own, inside, trouble)
    for name in names:
        child = os.path.join(path, name)
        if not _is_folder(child):
            if name.endswith(SUFFIXES):
                yield _source(child, own, f"{inside}{name}")
        elif pack is None:
            yield from _in_folder(child, seen, name)
        else:
            yield from _in_folder(child, seen, pack, f"{inside}{name}/")


def _list(path: str) -> tuple[list[str], str | None]:
    try:
        return sorted(name for name in os.listdir(path) if not name.startswith(".")), None
    except OSError as error:
        return [], error.strerror or type(error).__name__


def _is_folder(path: str) -> bool:
    return os.path.isdir(path)


def _is_new(path: str, seen: set[str]) -> bool:
    real = os.path.realpath(path)
    if real in seen:
        return False
    seen.add(real)
    return True


def _folder_name(folder: Path) -> str:
    return folder.resolve().name or "root"
