"""`tocsin check`: all that is wrong with documents, in one run."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from engine.cli.output import counted, note
from engine.cli.shipped import shipped
from engine.cli.telling import FOR_PEOPLE, TEXT, ToldAs, check_format, tell
from engine.documents.load import Loaded
from engine.systems.loading import load_rulebook

_PATHS: Final = (
    "Files and folders; a community's folder with the packs that it names. Default: the one you are in."
)


def check(
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH", help=_PATHS)] = None,
    format_: ToldAs = TEXT,
) -> int:
    """What is wrong with documents, where, and what to do.

    Tells all problems of all files in one run. Exit 0 when there are none, or warnings alone; 1
    when a document has an error; 2 when the call cannot be carried out. With --format github the
    job's summary on GitHub Actions gets a table of them, too.
    """
    check_format(format_)
    loaded = load_rulebook(shipped(paths))
    tell(loaded.diagnostics, loaded.texts, format_)
    if format_ in FOR_PEOPLE:
        note(_summary(loaded))
    return int(bool(loaded.errors))


def _summary(loaded: Loaded) -> str:
    errors = len(loaded.errors)
    warnings = len(loaded.diagnostics) - errors
    files = f"{counted(loaded.files, 'file')}, {counted(len(loaded.documents), 'document')}"
    if not loaded.files:
        return f"{files}: nothing was checked, for there is no .yml or .yaml"
    if not loaded.diagnostics:
        return f"{files}: no problems"
    return f"{files}: {counted(errors, 'error')}, {counted(warnings, 'warning')}"
