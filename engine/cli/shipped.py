"""The documents that a command works on: what is named, else those of the folder one is in."""

from __future__ import annotations

from collections.abc import Sequence
from os import fspath
from pathlib import Path

from engine.documents.files import StrPath
from engine.documents.home import FOLDERS, GUILDS, SETTINGS, Home
from engine.errors import UsageError


def shipped(paths: Sequence[str] | None = None) -> list[StrPath]:
    """What is named; a community's folder with the packs that it names. Raises `UsageError` without any."""
    if paths:
        return list({fspath(each): each for each in map(_whole, paths)}.values())
    here = Home()
    if not here.folders and not Path(here.settings).is_file():
        raise UsageError(
            f"there is no folder {FOLDERS[0]} here; name a file or a folder, or go to where it is"
        )
    return [here]


def _whole(path: str) -> StrPath:
    """A community's folder, also where settings in it are named: alone they mean little."""
    if Home.is_at(path):
        return Home(path)
    file = Path(path)
    if file.name != SETTINGS:
        return path
    is_servers = file.parent.parent.name == GUILDS
    top = file.parents[2] if is_servers and len(file.parents) > 2 else file.parent
    return Home(top) if Home.is_at(top) else path


def own(paths: Sequence[str] | None = None) -> list[StrPath]:
    """The same without what ships with Tocsin: files that people here write."""
    found: list[StrPath] = []
    for path in shipped(paths):
        if isinstance(path, Home):
            settings = [path.settings] if Path(path.settings).is_file() else []
            found += [*settings, *path.folders]
        else:
            found.append(path)
    return found
