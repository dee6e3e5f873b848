"""`tocsin run`: the bot on Discord, until it is told to stop."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.bot.options import Options, read_options
from engine.cli.environment import environment
from engine.cli.options import DEFAULT_DATA
from engine.cli.output import note
from engine.documents.home import Home
from engine.errors import UsageError

if TYPE_CHECKING:
    from engine.bot.assembly import Assembly

_HERE: Final = Path()
_DIR: Final = "The folder with settings and rules; by default the one you are in."


def run(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help=_DIR, show_default=False)] = _HERE,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", metavar="DIR", help="The folder with the bot's store; by default data in DIR."
        ),
    ] = None,
) -> int:
    """Run the bot on Discord. DISCORD_TOKEN in the environment, or in DIR/.env, is all it needs."""
    folder = folder.expanduser()
    if not folder.is_dir():
        raise UsageError(f"{folder}: is no folder; `tocsin init {folder}` makes one")
    known = environment(folder, os.environ)
    options = read_options(known, data or folder / DEFAULT_DATA, [Home(folder)])
    from engine.bot.app import run as run_bot  # noqa: PLC0415 - discord takes a second that others need not pay

    return run_bot(options, note, partial(_metrics, options))


@contextmanager
def _metrics(options: Options, assembly: Assembly) -> Iterator[None]:
    """Serve figures where that is asked for, as long as the bot runs."""
    if options.metrics is None:
        yield
        return
    from engine.integrations.metrics import Metrics  # noqa: PLC0415 - only who asks for it pays for it

    host, port = options.metrics
    with closing(Metrics(assembly.engine, host, port, lambda: assembly.client.latency)):
        yield
