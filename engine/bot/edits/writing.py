"""Puts files into a folder: each all of it or nothing, whatever ends the process. Knows no YAML."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_HIDDEN: Final = ".tocsin-edit-"


def write_files(folder: Path, files: Mapping[str, bytes | None]) -> list[Path]:
    """Write files below a folder, and delete those without bytes; returns all of them. Raises `OSError`.

    All are on disk under other names first, so that what can fail fails before anything is changed. Those
    begin with a dot, and are none that anybody reads.
    """
    for left in [*folder.glob(f"{_HIDDEN}*"), *folder.glob(f"*/{_HIDDEN}*")]:  # by somebody who was killed
        left.unlink(missing_ok=True)
    ready: list[tuple[Path, Path]] = []
    try:
        for number, (name, body) in enumerate(files.items()):
            if body is not None:
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                temporary = target.parent / f"{_HIDDEN}{os.getpid()}-{number}"
                ready.append((temporary, target))
                _write(temporary, body)
        for temporary, target in ready:
            temporary.replace(target)
    except BaseException:
        for temporary, _ in ready:
            temporary.unlink(missing_ok=True)
        raise
    for name, body in files.items():
        if body is None:
            (folder / name).unlink(missing_ok=True)
    paths = [folder / name for name in files]
    for parent in {each.parent for each in paths} | {folder}:
        _settle(parent)
    return paths


def _write(path: Path, body: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o644)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(handle)


def _settle(folder: Path) -> None:
    """The names in a folder, too, must survive a power cut."""
    if folder.is_dir():
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
