"""The documents that a command works on: what is named, else those of the folder one is in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.documents.files import StrPath
from engine.documents.home import FOLDERS, Home
from engine.errors import UsageError


def shipped(paths: Sequence[str] | None = None) -> list[StrPath]:
    """What is named; a community's folder with the packs that it names. Raises `UsageError` without any."""
    if paths:
        return [Home(path) if Home.is_at(path) else path for path in paths]
    here = Home()
    if not here.folders and not Path(here.settings).is_file():
        raise UsageError(
            f"there is no folder {FOLDERS[0]} here; name a file or a folder, or go to where it is"
        )
    return [here]


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
