"""What one guild may know of the last look at the files: its own rules, never those of another's.

Knows no wording. Whoever runs the bot knows all of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.bot.attempt import Attempt, called
from engine.diagnostics import Diagnostic
from engine.documents.document import Document, guild_in
from engine.documents.home import guild_of_path
from engine.runtime.program import Program
from engine.runtime.reload import Change


class ChangeSeen(msgspec.Struct, frozen=True):
    """A change, what people call the document, and what was `turned` of it: `threshold 5 → 3`."""

    change: Change
    title: str
    turned: Sequence[str] = ()


class Reloaded(msgspec.Struct, frozen=True):
    """An attempt as one guild sees it; `hidden` counts errors that are about other guilds alone.

    `rules` count in the guild now, under the rulebook of that `hash`.
    """

    attempt: Attempt
    changes: Sequence[ChangeSeen]
    errors: Sequence[Diagnostic]
    held: Sequence[str]
    hidden: int
    rules: int
    hash: str


def seen_in(attempt: Attempt, program: Program, guild: int, *, is_operator: bool) -> Reloaded:
    """What the owner of a guild, or the bot's, is told of an attempt."""
    if not is_operator:
        attempt = attempt.within(guild)
    documents = {each.identity: each for each in program.rulebook.documents}
    rules = program.rules(guild)
    own = {each.pack for each in rules}
    files = {each.path for each in documents.values() if each.pack in own and program.counts_in(each, guild)}
    errors = [
        each
        for each in attempt.errors
        if is_operator or each.path in files or guild_of_path(each.path) == guild
    ]
    return Reloaded(
        attempt=attempt,
        changes=[
            ChangeSeen(
                each,
                attempt.removed.get(each.document) or _title(each, documents),
                _turned(attempt, each, guild, is_operator=is_operator),
            )
            for each in attempt.changes
        ],
        errors=errors,
        held=[pack for pack in attempt.held if is_operator or pack in own or guild_in(pack) == guild],
        hidden=len(attempt.errors) - len(errors),
        rules=len(rules),
        hash=program.rulebook.hash,
    )


def _turned(attempt: Attempt, change: Change, guild: int, *, is_operator: bool) -> Sequence[str]:
    """What was turned here; the operator is told of another guild where nothing was turned here."""
    turned = attempt.turned.get(change.document, {})
    here = turned.get(guild, turned.get(None, ()))
    return here or next(filter(None, turned.values()), ()) if is_operator else here


def _title(change: Change, documents: dict[str, Document]) -> str:
    document = documents.get(change.document)
    return change.document.split("/", 2)[2] if document is None else called(document)
