"""Loads the rules that a command works with; says on the standard error what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from engine.cli.output import note
from engine.diagnostics import Diagnostic
from engine.documents.assembly import REFUSED_PACK, TOO_MANY
from engine.documents.characters import lines_of
from engine.documents.document import Document
from engine.documents.load import Loaded
from engine.documents.rulebook import Rulebook
from engine.systems import KINDS
from engine.systems.loading import load_rulebook

_SEPARATOR: Final = re.compile(r"---(\s|$)")
_Place = tuple[str, int]
"""A file and the position of a document in it, counted by the separators before."""


class LoadedRules(msgspec.Struct, frozen=True):
    """The rules that can be used; those that cannot were named."""

    rulebook: Rulebook
    has_errors: bool


def load_packs(path: str) -> LoadedRules:
    """The rules of a folder or file as the bot loads them: a pack with an error stays out as a whole."""
    loaded = _load(path)
    for pack in loaded.refused:
        note(f"{pack}: not loaded, because of its errors; the other packs are")
    return LoadedRules(loaded.rulebook, bool(loaded.errors))


def load_rules(path: str) -> LoadedRules:
    """Every rule of a folder or file that has no error itself, and refers to none that has."""
    loaded = _load(path)
    faulty = {_place_of(each, loaded) for each in loaded.errors if each.code != REFUSED_PACK}
    spoilt = {each.path for each in loaded.errors if each.code == TOO_MANY}
    good = [
        each
        for each in loaded.documents
        if each.path not in spoilt and _place(each.path, _line(each), loaded) not in faulty
    ]
    return LoadedRules(Rulebook(_connected(good)), bool(loaded.errors))


def format_diagnostic(diagnostic: Diagnostic) -> str:
    """On one line: where, what, and what to do."""
    advice = f"; {diagnostic.help}" if diagnostic.help else ""
    place = f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}"
    return f"{place}: {diagnostic.code} {diagnostic.message}{advice}"


def _load(path: str) -> Loaded:
    loaded = load_rulebook([path])
    for each in loaded.errors:
        note(format_diagnostic(each))
    if not loaded.files:
        note(f"{path}: holds no rules; they are files that end in .yml or .yaml")
    return loaded


def _place_of(diagnostic: Diagnostic, loaded: Loaded) -> _Place:
    return _place(diagnostic.path, diagnostic.line, loaded)


def _place(path: str, line: int, loaded: Loaded) -> _Place:
    """Which document of its file a line belongs to."""
    before = lines_of(loaded.texts.get(path, ""))[:line]
    return path, sum(_SEPARATOR.match(each) is not None for each in before)


def _line(document: Document) -> int:
    mark = document.marks.get(())
    return 1 if mark is None else mark.value[0]


def _connected(documents: Iterable[Document]) -> list[Document]:
    """Without those that refer to what is not there, and so on until nothing changes."""
    kept = list(documents)
    while True:
        rulebook = Rulebook(kept)
        whole = [
            document
            for document in kept
            if all(
                rulebook.resolve(document, reference.name) is not None
                for reference in KINDS[document.kind].references(document)
            )
        ]
        if len(whole) == len(kept):
            return kept
        kept = whole
