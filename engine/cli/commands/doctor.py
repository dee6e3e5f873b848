"""`tocsin doctor`: what keeps rules from seeing and alerts from arriving, in every server of the bot."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.bot.options import read_options
from engine.catalogue import Catalogue
from engine.cli.environment import environment
from engine.cli.output import say
from engine.diagnostics.screen import safe
from engine.documents.home import Home
from engine.runtime.programs import Programs
from engine.systems import KINDS
from engine.systems.loading import load_rulebook

if TYPE_CHECKING:
    from engine.bot.doctor.visiting import Visit

_HERE: Final = Path()
_DIR: Final = "The folder with settings and rules; by default the one you are in."
_NAMED: Final = re.compile(r"<(?:@&?|#)(\d+)>")
_SIGNS: Final = re.compile(r"\\(.)|[*`]")


def doctor(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help=_DIR, show_default=False)] = _HERE,
) -> int:
    """What does not work in the servers of the bot, and what to do.

    Asks Discord, beside the running bot; nothing is sent. Exit 1 where something is to be mended.
    """
    folder = folder.expanduser()
    options = read_options(environment(folder, os.environ), folder, [Home(folder)])
    from engine.bot.doctor.visiting import visit  # noqa: PLC0415 - discord takes a second to load

    program = Programs(KINDS, Catalogue.load()).add(load_rulebook(options.rules).rulebook)
    visits = asyncio.run(visit(options.token, program))
    if not visits:
        say("the bot is in no server yet: `tocsin invite` prints the link")
    return max((_told(each) for each in visits), default=0)


def _told(visit: Visit) -> int:
    """Say what was found in a server; 1 where something is to be mended."""
    from engine.bot.doctor.examine import Weight  # noqa: PLC0415 - as above
    from engine.bot.views.findings import fix, head  # noqa: PLC0415

    say(f"{safe(visit.name)} ({visit.guild}): {visit.works} of {visit.rules} rules work")
    for each in visit.findings:
        say(f"  {_plain(head(each), visit)}")
        say(f"     {_plain(fix(each), visit)}")
    return int(any(each.weight is not Weight.NOTE for each in visit.findings))


def _plain(line: str, visit: Visit) -> str:
    """A line for Discord as a terminal shows it: names for signs, no marks."""
    named = _NAMED.sub(lambda found: visit.names.get(int(found[1]), found[1]), line)
    return safe(_SIGNS.sub(lambda found: found[1] or "", named))
