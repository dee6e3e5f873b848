"""The page `docs/command-line.md`, made from what `--help` says: `python -m engine.cli.reference FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import typer

from engine.cli.app import build

_WIDTH: Final = 100
_TOP: Final = """\
# Command line

<!-- Made by `python -m engine.cli.reference docs/command-line.md` from --help; not edited by hand. -->

`tocsin X` and `python -m engine X` are the same, and `python bot.py` is `tocsin run`.

| exit code | means |
| --- | --- |
| 0 | done; warnings alone are no problem |
| 1 | problems were found, and named: errors in documents, bad lines, a replay that came out otherwise |
| 2 | the call cannot be carried out; one line says why |
| 130 | interrupted with Ctrl-C |

Results go to the standard output, everything else to the standard error. JSON is one object a line,
with Discord ids as text and times in ISO 8601, UTC, with milliseconds; the times it takes are ISO 8601,
UTC where no zone is given, or POSIX seconds.
"""


def page() -> str:
    """The whole page, which ends with a line break."""
    app = build()
    parts = [_TOP]
    with app.make_context("tocsin", ["check"], terminal_width=_WIDTH) as context:
        parts += _commands(app, context, "")
    return "".join(parts)


def _commands(group: Any, context: Any, before: str) -> Iterator[str]:
    """What each command of a group says, and what those say that have commands of their own."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        with typer.Context(command, parent=context, info_name=name, terminal_width=_WIDTH) as inner:
            if hasattr(command, "list_commands"):
                yield from _commands(command, inner, f"{before}{name} ")
            else:
                yield f"\n## {before}{name}\n\n```\n{command.get_help(inner).strip()}\n```\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
