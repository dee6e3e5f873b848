"""Whether git is just now changing files below a folder. Knows of git no more than where its lock stands."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

STALE_S: Final = 60.0
"""A lock this old (seconds) was left behind by a git that was killed, and holds nothing up."""
_POINTER: Final = "gitdir: "
_LONGEST_POINTER: Final = 4096


def is_under_way(paths: Iterable[str], stale: float = STALE_S) -> bool:
    """Whether a lock of git's index stands that is younger than `stale` seconds."""
    folders = {git for path in paths for git in folders_of_git(Path(path))}
    return any(_is_fresh(each / "index.lock", stale) for each in folders)


def folders_of_git(path: Path) -> list[Path]:
    """Where git keeps what it knows of the work trees that a path lies in, the innermost first."""
    return [git for folder in _above(path) for git in _git_of(folder)]


def _above(path: Path) -> list[Path]:
    real = path.resolve()
    return [real, *real.parents]


def _git_of(folder: Path) -> list[Path]:
    """Where git keeps the index of a work tree: in `.git`, or where that, a file, points to."""
    git = folder / ".git"
    try:
        if git.is_dir():
            return [git]
        with git.open(encoding="utf-8") as file:
            pointer = file.readline(_LONGEST_POINTER).strip()
    except (OSError, ValueError):
        return []
    return [folder / pointer.removeprefix(_POINTER)] if pointer.startswith(_POINTER) else []


def _is_fresh(lock: Path, stale: float) -> bool:
    try:
        return time.time() - lock.stat().st_mtime < stale
    except OSError:
        return False
