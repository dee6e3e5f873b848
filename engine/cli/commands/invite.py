"""`tocsin invite`: the link that brings the bot into a server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.bot.options import read_options
from engine.cli.environment import environment
from engine.cli.inviting import invitation_for
from engine.cli.output import note, say
from engine.documents.home import Home

_HERE: Final = Path()
_DIR: Final = "The folder with settings and rules; by default the one you are in."


def invite(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help=_DIR, show_default=False)] = _HERE,
) -> int:
    """The link that brings the bot into a server.

    It asks for the permissions that the rules of DIR need, and for no other. Who opens it chooses the
    server, and needs *Manage Server* there.
    """
    folder = folder.expanduser()
    options = read_options(environment(folder, os.environ), folder, [Home(folder)])
    found = invitation_for(options.token, options.rules)
    say(found.link)
    note(found.says)
    note("In the server afterwards: Server settings, Roles, drag the bot's role above your staff's.")
    return 0
