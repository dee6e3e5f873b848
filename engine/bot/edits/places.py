"""Which files of a server's own folder can be edited, and what they hold. Nothing leads out of it."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

from engine.bot.sentences import said
from engine.documents.home import GUILDS, Home
from engine.documents.reading.characters import MAX_BYTES
from engine.errors import UsageError

MOST_FILES: Final = 50
MOST_BYTES: Final = 1024 * 1024
"""Of all files of a server together."""
_NAME: Final = re.compile(r"(?:[a-z0-9][a-z0-9_-]{0,63}/)?[a-z0-9][a-z0-9_-]{0,63}\.yml")


def check_name(name: str) -> str:
    """A file's name as it may stand below a server's folder. Raises `UsageError` for any other."""
    if _NAME.fullmatch(name) is None:
        raise UsageError(said("edit.name"))
    return name


def check_size(size: int) -> None:
    """Raises `UsageError` for a file of so many bytes that it is not read."""
    if size > MAX_BYTES:
        raise UsageError(said("edit.size", kib=MAX_BYTES // 1024))


def folder_of(home: Home, guild: int) -> Path:
    """A server's own folder. Raises `UsageError` where a link stands on the way to it."""
    folder = Path(home.path, GUILDS, str(guild))
    for each in (folder.parent, folder):
        if each.is_symlink():
            raise UsageError(said("edit.linked_folder", folder=GUILDS))
    return folder


def check_way(folder: Path, name: str) -> None:
    """Raises `UsageError` where a link stands on the way to a file, or anything but a file in its place."""
    path = folder / name
    if any(each.is_symlink() for each in (path, path.parent)):
        raise UsageError(said("edit.link", file=name))
    if path.is_dir() or path.parent.is_file():
        raise UsageError(said("edit.place", file=name))


def own_files(home: Home, guild: int) -> dict[str, bytes]:
    """What a server's own files hold, by their names below its folder, sorted. Links are left out."""
    folder = folder_of(home, guild)
    found: dict[str, bytes] = {}
    for path in sorted(folder.glob("*.yml")) + sorted(folder.glob("*/*.yml")):
        name = path.relative_to(folder).as_posix()
        if _NAME.fullmatch(name) and not path.parent.is_symlink():
            body = read_own(path)
            if body is not None:
                found[name] = body
    return found


def read_own(path: Path) -> bytes | None:
    """The bytes of a file that is no link; None where there is none, or it is something else."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read(MAX_BYTES + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else None
