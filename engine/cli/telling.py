"""How a command tells diagnostics: the format that is asked for, and GitHub's summary of the job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Final

import typer

from engine.cli.job_summary import add_to_job_summary
from engine.cli.output import say
from engine.diagnostics import Diagnostic
from engine.diagnostics.nearest import did_you_mean
from engine.diagnostics.reporters import REPORTERS, report_summary
from engine.errors import UsageError

TEXT: Final = "text"
_GITHUB: Final = "github"
FOR_PEOPLE: Final = (TEXT, _GITHUB)
"""Formats beside which a summary may be said: nothing but people reads what comes out."""

ToldAs = Annotated[str, typer.Option("--format", metavar="|".join(REPORTERS), help="How to tell it.")]


def check_format(name: str) -> None:
    """Raises `UsageError` for a format that there is none of."""
    if name not in REPORTERS:
        advice = did_you_mean(name, REPORTERS) or f"there are {', '.join(REPORTERS)}"
        raise UsageError(f"there is no format `{name}`: {advice}")


def tell(diagnostics: Sequence[Diagnostic], texts: Mapping[str, str], name: str) -> None:
    """Tell them all, in a format that `check_format` let pass."""
    told = REPORTERS[name](diagnostics, texts)
    if told:
        say(told)
    if name == _GITHUB:
        add_to_job_summary(report_summary(diagnostics, texts))
