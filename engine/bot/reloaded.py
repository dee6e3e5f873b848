"""What one guild may know of the last look at the files: its own rules, never those of another's.

Knows no wording. Whoever runs the bot knows all of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.bot.attempt import Attempt, called
from engine.diagnostics import Diagnostic
from engine.documents.document import Document
from engine.runtime.program import Program
from engine.runtime.reload import Change


class ChangeSeen(msgspec.Struct, frozen=True):
    """A change, and what people call the document."""

    change: Change
    title: str


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
    documents = {each.identity: each for each in program.rulebook.documents}
    rules = program.rules(guild)
    own = {each.pack for each in rules}
    files = {each.path for each in documents.values() if each.pack in own and program.counts_in(each, guild)}
    errors = [each for each in attempt.errors if is_operator or each.path in files]
    return Reloaded(
        attempt=attempt,
        changes=[
            ChangeSeen(each, attempt.removed.get(each.document) or _title(each, documents))
            for each in attempt.changes
            if is_operator or each.guilds is None or guild in each.guilds
        ],
        errors=errors,
        held=[pack for pack in attempt.held if is_operator or pack in own],
        hidden=len(attempt.errors) - len(errors),
        rules=len(rules),
        hash=program.rulebook.hash,
    )


def _title(change: Change, documents: dict[str, Document]) -> str:
    document = documents.get(change.document)
    return change.document.split("/", 2)[2] if document is None else called(document)
