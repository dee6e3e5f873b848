"""`tocsin restore`: a backup back in its place. What was there is kept beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from engine.bot.options import STORE
from engine.cli.options import DEFAULT_DATA, Data
from engine.cli.output import counted, say
from engine.errors import UsageError
from engine.instants import iso
from engine.store.backup import Manifest, read_manifest, restore_folder, restore_store


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `tocsin backup` wrote.")],
    data: Data = DEFAULT_DATA,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="DIR", help="A new folder for the YAML that is in it."),
    ] = None,
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also where a journal is already; that one is kept beside it.")
    ] = False,
) -> int:
    """Start again from a backup; the bot must be stopped."""
    manifest = read_manifest(file)
    store = data / STORE
    if store.exists() and not replace:
        raise UsageError(f"{store}: is there already; --replace restores, and keeps this one beside it")
    if folder is not None and not manifest.in_folder:
        raise UsageError(f"{file}: holds no YAML: it was made without --folder")
    if folder is not None:
        number = restore_folder(file, folder)
        say(f"{folder}: {counted(number, 'file')}")
    aside = restore_store(file, store)
    say(f"{store}: {_journal(manifest)}")
    if aside is not None:
        say(f"{aside}: what was there before")
    say("What happened since is fetched from Discord at the next start, as far as Discord still has it.")
    return 0


def _journal(manifest: Manifest) -> str:
    if not manifest.last_seq:
        return "a journal with nothing in it yet"
    return f"the journal up to signal {manifest.last_seq:,}, as it was {iso(manifest.last_seen)}"
