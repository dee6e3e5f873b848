"""`tocsin drill`: an incident played through the real bot on a Discord in memory. Needs no token."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from engine.diagnostics.nearest import did_you_mean
from engine.errors import UsageError

_NAME: Final = "takeover (the default), or afternoon."
_RULES: Final = "Rules of your own to play with, beside those that ship; edits count at once."
_DATA: Final = "Keep the drill's files in this folder; else they are thrown away."


def drill(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help=_NAME)] = None,
    data: Annotated[Path | None, typer.Option(metavar="DIR", help=_DATA)] = None,
    rules: Annotated[Path | None, typer.Option(metavar="DIR", help=_RULES)] = None,
) -> int:
    """An incident on a Discord in memory; needs no token.

    The bot is the real one: it sees the events, posts its alerts and answers its commands. Rules
    that are saved meanwhile come into force; `drill afternoon` goes on for as long as you try.
    """
    try:
        from engine.bot.drill import NAMES  # noqa: PLC0415 - discord takes a second that others need not pay
        from engine.bot.drill import run as play  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name != "simcord":
            raise
        raise UsageError("the drill needs simcord: `make setup` installs it") from error
    if name is not None and name not in NAMES:
        raise UsageError(f"there is no drill `{name}`: {did_you_mean(name, NAMES) or ', '.join(NAMES)}")
    return play(data, Console(highlight=False), name or NAMES[0], rules)
