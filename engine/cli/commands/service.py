"""`tocsin service`: the bot of a folder as a service of systemd's, for one user, without root."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.bot.options import read_options
from engine.cli.environment import read_env
from engine.cli.options import DEFAULT_DATA
from engine.cli.output import note, say
from engine.cli.service import NAME, install, lingers, remove, wait_until_well
from engine.cli.starter import ENV
from engine.errors import UsageError
from engine.instants import wall_clock

_HERE: Final = Path()
_DIR: Final = "The folder with settings and rules; by default the one you are in."


def service(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help=_DIR, show_default=False)] = _HERE,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="The folder with the bot's store.")
    ] = None,
    *,
    stop: Annotated[bool, typer.Option("--remove", help="Stop it, and start it no more.")] = False,
) -> int:
    """Keep the bot running, also after the terminal closes.

    Writes a unit for systemd, starts it, and waits until the bot is well. To be called again after an
    update: it starts anew, and nothing that was accepted is lost.
    """
    if stop:
        say("stopped, and started no more" if remove() else "there was no service")
        return 0
    folder = folder.expanduser()
    if not folder.is_dir():
        raise UsageError(f"{folder}: is no folder; `tocsin init {folder}` makes one")
    read_options(
        read_env(folder / ENV), folder
    )  # systemd has no other variables: the token stands in that file
    place, since = data or folder / DEFAULT_DATA, wall_clock()
    say(f"{install(folder, place)}: written")
    if not wait_until_well(place, since):
        note(f"it does not say that it is well yet; look: journalctl --user -u {NAME} -n 20")
        return 1
    say("running, restarts by itself, and starts with the machine")
    if not lingers():
        user = os.environ.get("USER", "$USER")
        note(f"It stops when you log out, unless once: sudo loginctl enable-linger {user}")
    note(f"what it says: journalctl --user -u {NAME} -f")
    return 0
