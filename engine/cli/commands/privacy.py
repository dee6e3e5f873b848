"""`tocsin privacy`: what the journal holds of one person, and forgetting them. Beside the running bot."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from engine.cli.options import DEFAULT_DATA, Data, open_store
from engine.cli.output import Progress, counted, note, say
from engine.errors import UsageError
from engine.runtime.canonical import canonical, public
from engine.signal import discord_id
from engine.store.erasing import concerns, erase_person
from engine.store.reader import SqliteReader


class Wish(StrEnum):
    """What a person may ask for."""

    EXPORT = "export"
    DELETE = "delete"


def privacy(
    wish: Annotated[Wish, typer.Argument(metavar="export|delete", help="To see it, or have it forgotten.")],
    user: Annotated[str, typer.Argument(metavar="USER", help="The person's Discord id.")],
    data: Data = DEFAULT_DATA,
) -> int:
    """What the journal holds of one person, or forget it.

    `export` prints every signal that names them, with what they wrote, one JSON object a line. `delete`
    erases what they wrote, and all that they did or that was done to them and met no rule, or was only
    counted by baselines. What met a rule stays without its text, as evidence of what was decided, until
    `retention` lets it go; how much is said.
    """
    id_ = discord_id(user)
    if id_ is None:
        raise UsageError(f"{user}: is no Discord id; copy it in Discord (developer mode, Copy User ID)")
    reader = open_store(data)
    if wish is Wish.EXPORT:
        return _export(reader, id_)
    done = erase_person(reader.path, id_)
    say(f"forgotten: {counted(done.signals, 'signal')} that met no rule, the text of {done.texts:,}")
    if done.kept:
        say(f"kept, without text, as long as `retention` says: {done.kept:,} that met one")
    say("Backups still have it; delete those that were made before, or repeat this on what you restore.")
    return 0


def _export(reader: SqliteReader, user: int) -> int:
    progress = Progress(str(reader.path))
    progress.start(reader.totals().signals)
    found = 0
    for rows in reader.history():
        progress.advance(len(rows))
        for row in rows:
            if concerns(row.signal, user):
                found += 1
                progress.out(canonical(public(row.signal)))
    progress.clear()
    if not found:
        note("nothing in the journal names this person")
    return 0
