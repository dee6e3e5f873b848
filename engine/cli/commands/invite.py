"""`tocsin invite`: the link that brings the bot into a server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.bot.options import read_options
from engine.catalogue import Catalogue
from engine.cli.environment import environment
from engine.cli.output import note, say
from engine.documents.home import Home
from engine.runtime.programs import Programs
from engine.systems import KINDS
from engine.systems.loading import load_rulebook

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
    from engine.bot.invite import application_of, invitation  # noqa: PLC0415 - discord takes a second to load
    from engine.bot.needs import Needs  # noqa: PLC0415

    application = application_of(options.token)
    catalogue = Catalogue.load()
    program = Programs(KINDS, catalogue).add(load_rulebook(options.rules).rulebook)
    documents = [program.documents[each.identity] for each in program.rulebook.documents]
    permissions = Needs(program, catalogue).permissions(documents)
    say(invitation(application, permissions))
    note(f"It asks for: {', '.join(each.replace('_', ' ') for each in permissions)}.")
    note("In the server afterwards: Server settings, Roles, drag the bot's role above your staff's.")
    return 0
