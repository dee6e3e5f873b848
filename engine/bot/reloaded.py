"""What one guild may know of the last look at the files: its own rules, never those of another's.

Whoever runs the bot knows all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from posixpath import dirname

import msgspec

from engine.bot.attempt import Attempt
from engine.bot.news import called
from engine.bot.sentences import said
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
    """What the owner of a guild, or the bot's, is told of an attempt there.

    The first is shown the errors of files with rules that count there, the other of all that are not others'.
    """
    seen = attempt_in(attempt, program, guild)
    documents = {each.identity: each for each in program.rulebook.documents}
    here = [each for each in documents.values() if program.counts_in(each, guild)]
    files, own = {each.path for each in here}, {each.pack for each in here}
    errors = [
        each for each in seen.errors if is_operator or each.path in files or guild_of_path(each.path) == guild
    ]
    return Reloaded(
        attempt=seen,
        changes=[
            ChangeSeen(each, _title(each, documents, seen.removed), _turned(seen, each, guild))
            for each in seen.changes
        ],
        errors=errors,
        held=[pack for pack in seen.held if is_operator or pack in own or guild_in(pack) == guild],
        hidden=len((attempt if is_operator else seen).errors) - len(errors),
        rules=len(program.rules(guild)),
        hash=program.rulebook.hash,
    )


def attempt_in(attempt: Attempt, program: Program, guild: int) -> Attempt:
    """An attempt without all that is known to be other guilds' alone, whoever asks.

    A file that never came into force is taken for what else is in its folder; alone there, for everybody's.
    """
    documents = program.rulebook.documents
    others = others_in(program, guild)
    here = {each.pack for each in documents if _concerns(program, each, guild)}
    packs = {each.pack for each in documents} - here
    seen = attempt.within(guild)
    return msgspec.structs.replace(
        seen,
        held=[each for each in seen.held if each not in packs],
        out=[each for each in seen.out if each not in packs],
        diagnostics=[each for each in seen.diagnostics if not others.have(each.path)],
    )


class Others(msgspec.Struct, frozen=True):
    """Files in force that have nothing for a guild, and folders that have only such."""

    files: frozenset[str]
    folders: frozenset[str]

    def have(self, path: str) -> bool:
        """Whether a file is among them, or in such a folder."""
        return path in self.files or dirname(path) in self.folders


def others_in(program: Program, guild: int, spelt: Callable[[str], str] = str) -> Others:
    """What is others' alone, as far as it is in force. `spelt` says how paths are written."""
    documents = program.rulebook.documents
    everywhere = {spelt(each.path) for each in documents}
    here = {spelt(each.path) for each in documents if _concerns(program, each, guild)}
    folders = {dirname(each) for each in everywhere} - {dirname(each) for each in here}
    return Others(frozenset(everywhere - here), frozenset(folders))


def _concerns(program: Program, document: Document, guild: int) -> bool:
    """Whether a document has something for a guild; also what gives way there, and is laid below its own."""
    return program.counts_in(document, guild) or program.documents[document.identity].guilds is None


def _turned(attempt: Attempt, change: Change, guild: int) -> Sequence[str]:
    """What was turned here."""
    turned = attempt.turned.get(change.document, {})
    return turned.get(guild, turned.get(None, ()))


def _title(change: Change, documents: dict[str, Document], removed: Mapping[str, str]) -> str:
    document = documents.get(change.document)
    settings = settings_title(change.document)
    if settings is not None:
        return settings
    if document is not None:
        return called(document)
    return removed.get(change.document) or change.document.split("/", 2)[2]


def settings_title(identity: str) -> str | None:
    """What people call a document of settings, by its identity; None for any other kind."""
    pack, kind, _ = identity.split("/", 2)
    if kind != "settings":
        return None
    return said("title.all_settings") if guild_in(pack) is None else said("title.own_settings")
