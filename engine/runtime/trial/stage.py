"""Which documents are in force in a trial, and which of them are judged.

The document, what it is made of (the rules that it counts, the lists that it expands, the filters
that change it), and so on down; no other can disturb it. What settings tune is left out: the tests of a
document are about what it says itself. A document that is never hit itself, such
as a filter or a list, is judged by the rules that are made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from engine.catalogue import Catalogue
from engine.documents.dependencies import Dependencies
from engine.documents.document import Document
from engine.documents.rulebook import Rulebook
from engine.runtime.program import Program
from engine.runtime.programs import Programs
from engine.systems.kind import Kind

DEFAULT_GUILD: Final = 1


class Stage(msgspec.Struct, frozen=True):
    """A program of few documents. `judged` are identities; `guild` is where signals happen that name none."""

    judged: tuple[str, ...]
    program: Program
    guild: int


def build_stage(
    document: Document,
    rulebook: Rulebook,
    dependencies: Dependencies,
    kinds: Mapping[str, Kind],
    catalogue: Catalogue,
) -> Stage:
    """The stage of one document of a rulebook without errors; what is compiled already is not again."""
    programs = Programs(kinds, catalogue)

    def ready(*needed: Document) -> Program:
        closure = _closure(needed, dependencies)
        untuned = [each for each in closure if each.kind == document.kind or not kinds[each.kind].tunes]
        part = Rulebook(untuned)
        part.made = rulebook.made if len(untuned) == len(closure) else None
        return programs.build(part)

    program, judged = ready(document), [document]
    compiled = program.documents[document.identity]
    if not compiled.types and not compiled.over:
        judged = dependencies.makes(document)
        program = ready(document, *judged)
    return Stage(
        judged=tuple(each.identity for each in judged),
        program=program,
        guild=_guild(program, (document, *judged)),
    )


def _closure(documents: Iterable[Document], dependencies: Dependencies) -> list[Document]:
    found: dict[str, Document] = {}
    waiting = list(documents)
    while waiting:
        document = waiting.pop()
        if document.identity not in found:
            found[document.identity] = document
            waiting += dependencies.made_of(document)
    return list(found.values())


def _guild(program: Program, first: Iterable[Document]) -> int:
    """One that the documents count in: those that name guilds are asked of no other."""
    own = [program.documents[each.identity] for each in first]
    others = sorted(program.documents.values(), key=lambda each: program.rank[each.identity])
    for compiled in (*own, *others):
        if compiled.guilds:
            return min(compiled.guilds)
    return DEFAULT_GUILD
