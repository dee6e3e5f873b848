"""A look at files of documents: what some paths hold at one moment, byte for byte. Knows no YAML.

The bytes are read each time: a file changed through a memory map, or twice within one tick of the
file system's clock, has the size and the time that it had before.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

import msgspec

from engine.documents.contents import contents_of
from engine.documents.differing import differing
from engine.documents.files import Source, StrPath, find_files, find_missing, printable
from engine.errors import UsageError


class Held(msgspec.Struct, frozen=True):
    """A file and its bytes, or why they cannot be had."""

    source: Source
    body: bytes | str


class Look(msgspec.Struct, frozen=True):
    """Every file in the order of reading, and the paths at which there was nothing.

    Two looks are equal when they saw the same.
    """

    files: Mapping[str, Held] = {}
    missing: tuple[str, ...] = ()

    def news_since(self, before: Look) -> tuple[list[str], list[str]]:
        """The files that are there no longer, and those that hold something new, in the order of reading."""
        left, joined = differing(before.files.values(), self.files.values())
        gone = [file for file in (each.source.file for each in left) if file not in self.files]
        come = [each.source.file for each in joined if before.files.get(each.source.file) != each]
        return gone, come

    def refuse_missing(self) -> None:
        """Raise `UsageError` that names every path that is not there."""
        if self.missing:
            names = ", ".join(f"`{printable(path)}`" for path in self.missing)
            raise UsageError(f"no such file or folder: {names}")


def look_at(paths: Iterable[StrPath], before: Look) -> Look:
    """What the paths hold now. A file that is as it was `before` is the same object: looks compare fast."""
    given = [os.fspath(path) for path in paths]
    missing = find_missing(given)
    known = before.files
    files: dict[str, Held] = {}
    for place in find_files(path for path in given if path not in missing):
        body = f"the folder cannot be read: {place.trouble}" if place.trouble else contents_of(place.file)
        held = known.get(place.file)
        if held is None or held.body != body or held.source.name != place.name:
            held = Held(Source.of(place), body)
        files[place.file] = held
    return Look(files, missing)
