"""The program `tocsin`: parses a call, runs its command, turns what goes wrong into one clear line.

Exit codes: 0 done, 1 problems found, 2 a call that cannot be carried out, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import metadata
from typing import Annotated, Any, Final

import typer

from engine import __version__
from engine.cli.commands import COMMANDS, GROUPS
from engine.cli.output import note, open_streams, say
from engine.errors import TocsinError, raised_at

UNUSABLE: Final = 2
TRACEBACK: Final = "TOCSIN_TRACEBACK"
"""Set in the environment, an error of our own is shown in full."""
INTERRUPTED: Final = 130
PIPE_CLOSED: Final = 141
"""What a program killed by SIGPIPE exits with; ours ends as silently."""

_USAGE_ERROR: Final[type] = typer.BadParameter.__mro__[1]


def build() -> Any:
    """The parser of all commands."""
    app = typer.Typer(
        name="tocsin",
        help="A security operations centre for Discord communities, written as YAML.",
        add_completion=False,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_top)
    for command in COMMANDS:
        app.command()(command)
    for name, (sentence, commands) in GROUPS.items():
        group = typer.Typer(name=name, help=sentence, rich_markup_mode=None, no_args_is_help=True)
        group.callback()(_group)  # without one, a group of one command would swallow its name
        for command in commands:
            group.command()(command)
        app.add_typer(group, help=sentence)
    return typer.main.get_command(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        python = ".".join(map(str, sys.version_info[:3]))
        say(f"tocsin {__version__}, Python {python}, discord.py {metadata.version('discord.py')}")
        raise typer.Exit


def _top(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the versions, for reports."
        ),
    ] = False,
) -> None:
    """A security operations centre for Discord communities, written as YAML."""


def _group() -> None:
    """Commands of one topic."""


def main(args: Sequence[str] | None = None) -> int:
    """Run `tocsin` with `args` (those of the process by default); returns the exit code."""
    open_streams()
    command = build()
    given = list(sys.argv[1:] if args is None else args)
    try:
        with command.make_context("tocsin", given) as context:
            code = int(command.invoke(context) or 0)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - no traceback ever reaches a person
        return _ended_by(error)
    return code


def _ended_by(error: BaseException) -> int:
    """The exit code of what ended a command early; whatever is somebody's mistake is said in one line."""
    if isinstance(error, typer.Exit):
        return int(error.exit_code)
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):  # nobody reads any more, which is no mistake
        _silence()
        return PIPE_CLOSED
    if os.environ.get(TRACEBACK):
        raise error
    note(_explained(error))
    return UNUSABLE


def _explained(error: BaseException) -> str:
    if isinstance(error, _USAGE_ERROR):
        return _usage(error)
    if isinstance(error, TocsinError):
        return f"tocsin: {error}"
    if isinstance(error, OSError):
        return f"tocsin: {error.filename or 'the system'}: {error.strerror or type(error).__name__}"
    where = f"{type(error).__name__} in {raised_at(error)}"
    return f"tocsin: an error of its own ({where}); please report it, {TRACEBACK}=1 shows more"


def _usage(error: Any) -> str:
    """What does not fit in a call, and where to look; for a call without a command, the help."""
    message: str = error.format_message()
    if type(error).__name__.startswith("NoArgsIsHelp"):
        return message
    path = "tocsin" if error.ctx is None else error.ctx.command_path
    return f"tocsin: {' '.join(message.split())} (see {path} --help)"


def _silence() -> None:
    """What is still buffered goes nowhere, and the interpreter does not complain at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
