"""`tocsin fmt`: lays documents out in one way, so that a review shows what changed and nothing else."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.output import note, say
from engine.cli.shipped import own
from engine.diagnostics.reporters.line import one_line
from engine.documents.contents import read
from engine.documents.formatting import formatted
from engine.documents.locate import from_finding
from engine.documents.look import Held, Look, look_at
from engine.errors import UsageError

_PATHS = "Files and folders; by default the folder you are in."


def fmt(
    paths: Annotated[list[str] | None, typer.Argument(metavar="PATH", help=_PATHS)] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; say what would be.")] = False,
) -> int:
    """Lay documents out in one way; comments and order stay.

    Names each file that it changes. Exit 0; 1 when a file is no YAML that can be read, or with
    `--check` when one would change; 2 when the call cannot be carried out.
    """
    look = look_at(own(paths), Look())
    look.refuse_missing()
    outcomes = [_lay_out(held, check=check) for held in look.files.values()]
    return int(not all(outcomes))


def _lay_out(held: Held, *, check: bool) -> bool:
    """One file; False when it was not done, or with `check` not as it should be."""
    source, found = held.source, read(held.body)
    for finding in found.findings:
        note(one_line(from_finding(source.path, finding)))
    if found.text is None or found.findings:
        return False
    made = formatted(found.text)
    if made is None:
        note(f"{source.path}: left as it is, for it cannot be laid out without changing what it says")
        return False
    if made == found.text:
        return True
    if not check:
        _write(source.file, made)
    say(f"{source.path}: {'not laid out' if check else 'laid out'}")
    return not check


def _write(file: str, text: str) -> None:
    """All of it or nothing: a running bot, or a loss of power, never sees half a file."""
    target = Path(os.path.realpath(file))
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".tocsin-fmt-", delete=False) as made:
            made.write(text.encode())
            made.flush()
            os.fsync(made.fileno())
        try:
            Path(made.name).chmod(target.stat().st_mode & 0o777)
            Path(made.name).replace(target)
        finally:
            Path(made.name).unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{file}: it cannot be written: {error.strerror or type(error).__name__}") from error
