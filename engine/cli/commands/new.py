"""`tocsin new`: a document to begin from, explained, with tests that pass."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Final
from uuid import uuid4

import typer

from engine.cli.output import note, say
from engine.cli.schemas import FOLDER, write_schemas
from engine.diagnostics.nearest import did_you_mean
from engine.documents.files import SUFFIXES
from engine.documents.home import Home
from engine.errors import UsageError
from engine.systems import KINDS
from engine.systems.editor import FILE
from engine.systems.templates import filled

_KIND: Final = f"What it is: {', '.join(KINDS)}."
_FILE_HELP: Final = "The file, or the folder for it; by default rules/house, or this folder."
_NAME_HELP: Final = "What other documents call it, and what its file is called."
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_HOUSE: Final = Path("rules", "house")


def new(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=_KIND)],
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=_FILE_HELP)] = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help=_NAME_HELP)] = None,
) -> int:
    """Write a new document to begin from.

    It is a whole example of its kind, explained line by line, with an id of its own and tests that
    pass. Nothing that is there is written over. With it come the schemas with which an editor
    completes and explains, in the folder schemas, unless there are some.
    """
    if kind not in KINDS:
        raise UsageError(
            f"there is no kind `{kind}`: {did_you_mean(kind, KINDS) or 'one of ' + ', '.join(KINDS)}"
        )
    named = _named(name, kind, file)
    path = _path(file, named)
    schema = _schema(path)
    text = filled(kind, named, Path(os.path.relpath(schema, path.parent)).as_posix(), lambda: str(uuid4()))
    _write(path, text)
    say(f"wrote {path.as_posix()}")
    if not schema.exists():
        write_schemas(schema.parent)
        say(f"wrote {schema.parent.as_posix()}/, with which editors complete and explain")
    note(_next(path))
    return 0


def _named(name: str | None, kind: str, file: Path | None) -> str:
    """The name asked for, else what the file is called, else what it is."""
    if name is None and file is not None and file.suffix in SUFFIXES:
        name = re.sub(r"[^a-z0-9]+", "_", file.stem.lower()).strip("_")
    name = name or f"my_{kind}"
    if _NAME.fullmatch(name) is None:
        raise UsageError(f"the name `{name}` should begin with a letter, and have only a-z, 0-9 and _")
    return name


def _path(file: Path | None, name: str) -> Path:
    """Where it goes. Raises `UsageError` where it cannot."""
    if file is None:
        file = _HOUSE if _HOUSE.parent.is_dir() else Path()
    elif file.suffix in SUFFIXES and not file.is_dir():
        return _free(file)
    elif file.suffix and not file.is_dir():
        raise UsageError(f"{file}: a file of documents ends in {' or '.join(SUFFIXES)}")
    return _free(file / f"{name.replace('_', '-')}{SUFFIXES[0]}")


def _free(path: Path) -> Path:
    if os.path.lexists(path):
        raise UsageError(f"{path.as_posix()}: is there already; name another file, or give a --name")
    return path


def _schema(path: Path) -> Path:
    """The schema nearest above a file; where there is none, the one that is to be."""
    here = Path.cwd()
    folder = path.absolute().parent
    for each in (folder, *folder.parents):
        if (each / FOLDER / FILE).is_file():
            return each / FOLDER / FILE
        if each == here:
            break
    return Path(FOLDER, FILE)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(
            f"{path.as_posix()}: cannot be written: {error.strerror or type(error).__name__}"
        ) from error


def _next(path: Path) -> str:
    if Home.is_at(Path()):
        return "Edit it, then:\n  tocsin check\n  tocsin test"
    folder = path.parent.as_posix()
    return f"Edit it, then:\n  tocsin check {folder}\n  tocsin test {folder}"
