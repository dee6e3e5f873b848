"""Files and folders into a rulebook, and all that is wrong with them in one run.

Never raises for what files hold. Knows kinds by what `Checker` says of them; what needs compiled
documents is checked in `engine.systems.loading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from engine.diagnostics import Diagnostic
from engine.documents.checker import Checker
from engine.documents.document import Document
from engine.documents.draft import Draft
from engine.documents.files import StrPath
from engine.documents.look import Look, look_at
from engine.documents.references import connect
from engine.documents.rulebook import Rulebook


class Loaded(msgspec.Struct, frozen=True):
    """What the paths hold. `rulebook` has the documents of good packs alone, `documents` all of a known kind.

    `refused` are the packs kept out. `texts` are the files by path, for reporters that show a line.
    """

    rulebook: Rulebook
    documents: tuple[Document, ...]
    diagnostics: tuple[Diagnostic, ...]
    refused: tuple[str, ...]
    texts: Mapping[str, str]
    files: int

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that keep a pack out; the rest are warnings."""
        return tuple(each for each in self.diagnostics if each.severity == "error")


def load(paths: Iterable[StrPath], kinds: Mapping[str, Checker]) -> Loaded:
    """Load files and folders. Raises `UsageError` when one of them is not there."""
    return finish(gather(look_at(paths, Look()), kinds))


def gather(look: Look, kinds: Mapping[str, Checker]) -> Draft:
    """The same, before the rulebook is made: whoever checks more reports it there."""
    look.refuse_missing()
    draft = Draft(kinds)
    for held in look.files.values():
        draft.add(held)
    connect(draft)
    return draft


def finish(draft: Draft) -> Loaded:
    """The rulebook of the good packs, and everything that was found."""
    return Loaded(
        rulebook=Rulebook(draft.good),
        documents=tuple(draft.documents),
        diagnostics=tuple(draft.diagnostics),
        refused=tuple(sorted(draft.refused)),
        texts=draft.texts,
        files=draft.files,
    )
