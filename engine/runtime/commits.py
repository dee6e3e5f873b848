"""Which commit a folder is checked out at, read from git's own files. Knows no rules.

Whether the folder is as that commit has it only git can say, where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from engine.documents.files import StrPath
from engine.errors import GitFailed
from engine.runtime.checkouts import folders_of_git
from engine.runtime.repository import has_changes

_HASH: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LARGEST: Final = 4 * 1024 * 1024
"""Bytes of `packed-refs` that are read at most."""
_REF: Final = "ref: "


class Checkout(NamedTuple):
    """The commit of files, empty outside of a checkout. `is_changed`: they are not as that has them."""

    commit: str = ""
    is_changed: bool = False


NO_CHECKOUT: Final = Checkout()


def checkout_of(paths: Iterable[StrPath]) -> Checkout:
    """That of the first of some paths that is in one. What git cannot say in time is not said."""
    for path in map(Path, paths):
        commit = commit_of(path)
        if commit:
            return Checkout(commit, is_changed=_is_changed(path))
    return NO_CHECKOUT


def _is_changed(path: Path) -> bool:
    try:
        return has_changes(path if path.is_dir() else path.parent)
    except GitFailed:
        return False


def commit_of(path: Path) -> str:
    """The commit of the work tree that a path lies in; empty where there is none, or none can be read."""
    for git in folders_of_git(path):
        try:
            return _head(git)
        except (OSError, ValueError):
            return ""
    return ""


def _head(git: Path) -> str:
    said = _read(git / "HEAD").strip()
    if not said.startswith(_REF):
        return _checked(said)
    name, common = said.removeprefix(_REF), _common(git)
    for folder in (git, common):
        try:
            return _checked(_read(folder / name).strip())
        except FileNotFoundError:
            continue
    packed = (line.split(" ") for line in _read(common / "packed-refs").splitlines())
    return next((_checked(parts[0]) for parts in packed if parts[1:] == [name]), "")


def _common(git: Path) -> Path:
    """Where the refs of a work tree stand that is not the only one of its repository."""
    try:
        return git / _read(git / "commondir").strip()
    except FileNotFoundError:
        return git


def _checked(text: str) -> str:
    if _HASH.fullmatch(text) is None:
        raise ValueError(text)
    return text


def _read(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.read(_LARGEST)
