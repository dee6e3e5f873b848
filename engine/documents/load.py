"""Files and folders into a rulebook, and all that is wrong with them in one run.

Never raises for what files hold. Knows kinds by what `Checker` says of them; what needs compiled
documents is checked in `engine.systems.loading`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from engine.diagnostics import Diagnostic
from engine.documents.assembly import Assembly
from engine.documents.checker import Checker
from engine.documents.connecting import connect
from engine.documents.document import Document
from engine.documents.files import StrPath, find_sources
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
    return finish(assemble(paths, kinds))


def assemble(paths: Iterable[StrPath], kinds: Mapping[str, Checker]) -> Assembly:
    """The same, before the rulebook is made: whoever checks more reports it there."""
    assembly = Assembly(kinds)
    for source in find_sources(paths):
        assembly.add(source)
    connect(assembly)
    return assembly


def finish(assembly: Assembly) -> Loaded:
    """The rulebook of the good packs, and everything that was found."""
    return Loaded(
        rulebook=Rulebook(assembly.good),
        documents=tuple(assembly.documents),
        diagnostics=tuple(assembly.diagnostics),
        refused=tuple(sorted(assembly.refused)),
        texts=assembly.texts,
        files=assembly.files,
    )
