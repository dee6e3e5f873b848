"""Files and folders into a rulebook, and all that is wrong with them in one run.

Never raises for what files hold. Knows kinds by what `Checker` says of them; what needs compiled
documents is checked in `engine.systems.library`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from engine.diagnostics import Diagnostic
from engine.documents.checker import Checker
from engine.documents.document import Document
from engine.documents.files import StrPath
from engine.documents.look import Look, look_at
from engine.documents.refusing import refuse_further
from engine.documents.rulebook import Rulebook
from engine.documents.shelves import Shelves
from engine.documents.told import capped, in_order


class Loaded(msgspec.Struct, frozen=True):
    """What the paths hold. `rulebook` has the documents of good packs alone, `documents` all of a known kind.

    `refused` are the packs kept out, `unnamed` packs that ship of which nobody can tell whether they are
    meant to be there. `texts` are the files by path, for reporters that show a line.
    """

    rulebook: Rulebook
    documents: tuple[Document, ...]
    diagnostics: tuple[Diagnostic, ...]
    refused: tuple[str, ...]
    texts: Mapping[str, str]
    files: int
    unnamed: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that keep a pack out; the rest are warnings."""
        return tuple(each for each in self.diagnostics if each.severity == "error")


def load(paths: Iterable[StrPath], kinds: Mapping[str, Checker]) -> Loaded:
    """Load files and folders. Raises `UsageError` when one of them is not there."""
    look = look_at(paths, Look())
    look.refuse_missing()
    shelves = Shelves(kinds)
    shelves.take_in(look)
    refused = shelves.told.faulty
    told = {path: list(shelves.told.of(path)) for path in shelves.told.paths}
    for document, problem in refuse_further(refused, shelves.links.crossing()):
        told.setdefault(document.path, []).append(shelves.diagnostic(document, problem))
    return Loaded(
        rulebook=Rulebook(each for each in shelves.documents if each.pack not in refused),
        documents=tuple(shelves.documents),
        diagnostics=tuple(in_order({path: capped(path, each) for path, each in told.items()})),
        refused=tuple(sorted(refused)),
        texts=shelves.texts,
        files=len(look.files),
        unnamed=look.unnamed,
    )
