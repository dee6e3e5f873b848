"""`tocsin init`: a folder of one's own, with all that a community needs to begin."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated, Final

import typer

from engine.bot.logged_in import LoggedIn
from engine.bot.options import Secret, read_token
from engine.cli.environment import read_env
from engine.cli.initiating import Initiating, make_repository
from engine.cli.inviting import invitation_for
from engine.cli.output import note, say
from engine.cli.starter import ENV
from engine.documents.home import Home
from engine.errors import UsageError

_DIR: Final = "The folder; it is made where there is none."
_GIT: Final = "Make it a repository of git, with a first commit."
_QUESTION: Final = "The bot's token (nothing shows while you type or paste; Enter alone to do it later): "


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_DIR)],
    *,
    git: Annotated[bool, typer.Option("--git", help=_GIT)] = False,
) -> int:
    """Make a folder of your own, ready to run.

    It holds settings, rules, a place for each server's own, and the token, which git never sees.

    Nothing that is there is written over: run twice, it says what was there. On a terminal it asks for
    the token and tries it; elsewhere put it into `.env` in the folder.
    """
    folder = folder.expanduser()
    made = Initiating(folder, _ask if sys.stdin.isatty() else None, _log_in).run()
    for place, says in made.written:
        if says:
            say(f"wrote {folder / place}: {says}")
    if made.there:
        say(f"there already, and left as it is: {', '.join(made.there)}")
    if git:
        say(make_repository(folder))
    if made.login:
        say(made.login)
        _invite(folder)
    else:
        note(f"Put the token into {folder / ENV}, after DISCORD_TOKEN=")
        note(f"Then:\n  tocsin invite {folder}")
    note(f"  tocsin run {folder}    or, to keep it running: tocsin service {folder}")
    return 0


def _invite(folder: Path) -> None:
    """The next thing to do; a token that nobody could try may still be one."""
    try:
        found = invitation_for(read_token(read_env(folder / ENV)), [Home(folder)])
    except UsageError as error:
        note(str(error))
        return
    say(f"Open this link, and choose your server:\n  {found.link}")
    note(found.says)


def _ask() -> str:
    try:
        return getpass(_QUESTION)
    except EOFError:  # Ctrl-D: later
        return ""


def _log_in(token: Secret) -> LoggedIn:
    from engine.bot.login import log_in  # noqa: PLC0415 - discord takes a second that others need not pay

    return log_in(token)
