"""`tocsin backup`: one file to start again from. Reads the store beside the running bot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from engine.cli.options import DEFAULT_DATA, Data, open_store
from engine.cli.output import counted, say
from engine.documents.home import Home
from engine.errors import UsageError
from engine.instants import stamp, wall_clock
from engine.store.backup import back_up

_BACKUPS: Final = "backups"


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Where to. Default: a new file in DATA/backups."),
    ] = None,
    data: Data = DEFAULT_DATA,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder",
            metavar="DIR",
            help="Your YAML, to be put in, too. Default: the folder you are in, if it is one.",
        ),
    ] = None,
) -> int:
    """Save the journal, and your YAML, in one file."""
    if folder is not None and not folder.is_dir():
        raise UsageError(f"{folder}: is not a folder; --folder names the one with your YAML")
    if folder is None and Home.is_at("."):
        folder = Path()
    now = wall_clock()
    store = open_store(data).path
    archive = file or data / _BACKUPS / f"tocsin-{stamp(now)}.zip"
    made = back_up(store, archive, folder, now)
    with_yaml = f" and {counted(len(made.in_folder), 'file')} of {folder}" if folder is not None else ""
    say(f"{archive}: the journal up to signal {made.last_seq:,}{with_yaml}")
    without = "the token" if folder is not None else "the token and your YAML (--folder DIR puts that in)"
    say(f"Not in it: {without}. Keep it on another computer, and `tocsin restore` it there once, to be sure.")
    return 0
