"""What files would come to in a server's folder: checked, tested, held against what is in force.

Works in a thread, on a library of its own; nothing is written, and nothing in force is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import msgspec

from engine.bot.news import called
from engine.bot.raising import Raise, raises
from engine.bot.reloaded import ChangeSeen, settings_title
from engine.diagnostics import Diagnostic
from engine.documents.document import pack_of
from engine.documents.files import Source
from engine.documents.home import Home, guild_of_path
from engine.documents.look import Held, Look
from engine.documents.rulebook import Rulebook
from engine.runtime.program import Program
from engine.runtime.proposal import propose
from engine.runtime.takeover import changes_between
from engine.systems.kind import Kind
from engine.systems.library import Library
from engine.systems.tuning.turned import turned_between

Files = Mapping[str, bytes | None]
"""Files by their names below a server's folder; None: it is not to be there."""
How = Literal["put", "rollback", "setup"]


class Draft(msgspec.Struct, frozen=True):
    """Files that somebody wants in a guild's folder, and what stands there `before`.

    `errors` keep it from being applied, `warnings` do not; `changes` are what it would do to rules of the
    guild, `rising` the rules that could go further. `tests` counts those that were run.
    """

    guild: int
    how: How
    files: Files
    before: Files
    errors: Sequence[Diagnostic] = ()
    warnings: Sequence[Diagnostic] = ()
    changes: Sequence[ChangeSeen] = ()
    rising: Sequence[Raise] = ()
    tests: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the files say byte for byte what they say already."""
        return dict(self.files) == dict(self.before)


class Drafting(msgspec.Struct, frozen=True):
    """What drafts are held against: a folder, and the program in `force`; `build` makes one of a rulebook."""

    home: Home
    force: Program
    build: Callable[[Rulebook], Program]
    kinds: Mapping[str, Kind]

    def draft(self, guild: int, how: How, files: Files, before: Files) -> Draft:
        """Work it out."""
        library = Library([self.home], self.kinds)
        loaded = library.load(_laid(library.look(), self.home, guild, files))
        proposal = propose(loaded, self.force.rulebook, kinds=self.kinds, graph=library.graph)
        told = [each for each in proposal.diagnostics if guild_of_path(each.path) == guild]
        errors = [each for each in told if each.severity == "error"]
        found = Draft(guild, how, files, before, errors, [each for each in told if each not in errors])
        if errors or pack_of(guild) in proposal.held:
            return found
        after = self.build(proposal.rulebook)
        return msgspec.structs.replace(
            found,
            changes=list(_changes(self.force, after, guild, self.kinds)),
            rising=raises(self.force, after, guild),
            tests=proposal.tests,
        )


def _laid(look: Look, home: Home, guild: int, files: Files) -> Look:
    """A look with some files of a guild otherwise than they are."""
    held = dict(look.files)
    for name, body in files.items():
        place = home.place_of(guild, name)
        if body is None:
            held.pop(place.file, None)
        else:
            held[place.file] = Held(Source.of(place), body)
    return Look(held, look.missing, look.unnamed)


def _changes(before: Program, after: Program, guild: int, kinds: Mapping[str, Kind]) -> list[ChangeSeen]:
    documents = {each.identity: each for program in (before, after) for each in program.rulebook.documents}
    seen = []
    for change in changes_between(before, after):
        if change.guilds is not None and guild not in change.guilds:
            continue
        old, new = before.documents.get(change.document), after.documents.get(change.document)
        turned = {} if old is None or new is None else turned_between(old, new, kinds[old.kind])
        title = settings_title(change.document) or called(documents[change.document])
        seen.append(ChangeSeen(change, title, turned.get(guild, turned.get(None, ()))))
    return seen
