"""`tocsin check`: all that is wrong with documents, in one run."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from engine.cli.job_summary import add_to_job_summary
from engine.cli.output import counted, note, say
from engine.cli.shipped import shipped
from engine.diagnostics.nearest import did_you_mean
from engine.diagnostics.reporters import REPORTERS, Reporter, report_summary
from engine.documents.load import Loaded
from engine.errors import UsageError
from engine.systems.loading import load_rulebook

_TEXT: Final = "text"
_GITHUB: Final = "github"
_FORMATS: Final = "|".join(REPORTERS)
_PATHS: Final = "Files and folders; by default rules, playbooks and schedules, those that are there."


def check(
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH", help=_PATHS)] = None,
    format_: Annotated[str, typer.Option("--format", metavar=_FORMATS, help="How to tell it.")] = _TEXT,
) -> int:
    """What is wrong with documents, where, and what to do.

    Tells all problems of all files in one run. Exit 0 when there are none, or warnings alone; 1
    when a document has an error; 2 when the call cannot be carried out. With --format github the
    job's summary on GitHub Actions gets a table of them, too.
    """
    reporter = _reporter(format_)
    loaded = load_rulebook(paths or shipped())
    told = reporter(loaded.diagnostics, loaded.texts)
    if told:
        say(told)
    if format_ in (_TEXT, _GITHUB):
        note(_summary(loaded))
    if format_ == _GITHUB:
        add_to_job_summary(report_summary(loaded.diagnostics, loaded.texts))
    return int(bool(loaded.errors))


def _reporter(name: str) -> Reporter:
    if name in REPORTERS:
        return REPORTERS[name]
    advice = did_you_mean(name, REPORTERS) or f"there are {', '.join(REPORTERS)}"
    raise UsageError(f"there is no format `{name}`: {advice}")


def _summary(loaded: Loaded) -> str:
    errors = len(loaded.errors)
    warnings = len(loaded.diagnostics) - errors
    files = f"{counted(loaded.files, 'file')}, {counted(len(loaded.documents), 'document')}"
    if not loaded.files:
        return f"{files}: nothing was checked, for there is no .yml or .yaml"
    if not loaded.diagnostics:
        return f"{files}: no problems"
    return f"{files}: {counted(errors, 'error')}, {counted(warnings, 'warning')}"
