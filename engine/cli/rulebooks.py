"""Loads the rules that a command works with, and says what is wrong with them on the standard error."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from engine.cli.options import DEFAULT_RULES
from engine.cli.output import note
from engine.cli.shipped import shipped
from engine.diagnostics import Diagnostic
from engine.diagnostics.lines import lines_of
from engine.diagnostics.reporters.line import one_line
from engine.documents.document import Document
from engine.documents.home import Home
from engine.documents.load import Loaded
from engine.documents.references import NO_LIST
from engine.documents.refusing import REFUSED_PACK
from engine.documents.rulebook import Rulebook
from engine.documents.told import TOO_MANY
from engine.systems import KINDS
from engine.systems.loading import load_rulebook

_SEPARATOR: Final = re.compile(r"---(\s|$)")
_Place = tuple[str, int]
"""A file, and a document in it: the count of separators before."""


class LoadedRules(msgspec.Struct, frozen=True):
    """The rules that can be used, what is wrong with the others, and which are left out with those."""

    rulebook: Rulebook
    errors: tuple[Diagnostic, ...]
    dragged: tuple[Document, ...] = ()
    idle: tuple[Diagnostic, ...] = ()
    """What is said of rules that do not run, though nothing is wrong with them: a list is not there."""

    def name_errors(self) -> None:
        """Say each on the standard error."""
        for each in (*self.errors, *self.idle):
            note(one_line(each))
        for document in self.dragged:
            note(f"{document.location}: `{document.id}` is left out, too: it refers to one that is")


def load_packs(path: str) -> LoadedRules:
    """The rules of a folder or file as the bot loads them: a pack with an error stays out as a whole."""
    loaded = _load(path)
    return LoadedRules(loaded.rulebook, loaded.errors, idle=_idle(loaded))


def load_rules(path: str) -> LoadedRules:
    """Every rule of a folder or file that has no error itself, and refers to none that has."""
    loaded = _load(path)
    faulty = {_place(each.path, each.line, loaded) for each in loaded.errors if each.code != REFUSED_PACK}
    spoilt = {each.path for each in loaded.errors if each.code == TOO_MANY}
    good = [
        each
        for each in loaded.documents
        if each.path not in spoilt and _place(each.path, each.line or 1, loaded) not in faulty
    ]
    connected = _connected(good)
    dragged = tuple(each for each in good if each not in connected)
    return LoadedRules(Rulebook(connected), loaded.errors, dragged, _idle(loaded))


def _idle(loaded: Loaded) -> tuple[Diagnostic, ...]:
    return tuple(each for each in loaded.diagnostics if each.code == NO_LIST)


def _load(path: str) -> Loaded:
    """Raises `UsageError` when there is nothing at the path."""
    loaded = load_rulebook(shipped(None if path == DEFAULT_RULES and Home.is_at(Path()) else [path]))
    if not loaded.files:
        note(f"{path}: holds no rules; they are files that end in .yml or .yaml")
    return loaded


def _place(path: str, line: int, loaded: Loaded) -> _Place:
    before = lines_of(loaded.texts.get(path, ""))[:line]
    return path, sum(_SEPARATOR.match(each) is not None for each in before)


def _connected(documents: Iterable[Document]) -> list[Document]:
    """Without those that refer to what is not there, and so on until nothing changes."""
    kept = list(documents)
    while True:
        rulebook = Rulebook(kept)
        whole = [document for document in kept if _is_whole(document, rulebook)]
        if len(whole) == len(kept):
            return kept
        kept = whole


def _is_whole(document: Document, rulebook: Rulebook) -> bool:
    needed = [each for each in KINDS[document.kind].references(document) if not each.without]
    return all(rulebook.resolve(document, each) is not None for each in needed)
