"""The documents of all files, and what must hold between them, kept up to date file by file.

What it costs to put a file in is a matter of that file, and of those that its documents name or that name
them. Knows kinds by what `Checker` says of them, and nothing that is compiled.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

import msgspec

from engine.diagnostics import Diagnostic, Problem
from engine.documents.checked import Checked, check_file
from engine.documents.checker import Checker
from engine.documents.circles import Circles
from engine.documents.claims import Claims, order_of
from engine.documents.document import Document
from engine.documents.links import Links
from engine.documents.locate import from_problem
from engine.documents.look import Look
from engine.documents.told import Told


class Turn(IntEnum):
    """When something is told of a file: what it says by itself first."""

    FILE = 0
    IDENTITY = 1
    LINKS = 2
    CIRCLES = 3


class Shift(msgspec.Struct):
    """What putting files in and taking others out did to the documents that have an identity of their own.

    `relinked` are the identities of those whose references may mean something else now.
    """

    left: list[Document]
    joined: list[Document]
    relinked: list[str]


class Shelves:
    """`documents` are all of known kinds in the order of reading, `told` is what is wrong so far."""

    def __init__(self, kinds: Mapping[str, Checker]) -> None:
        self._kinds = kinds
        self.files: dict[str, Checked] = {}
        self.documents: list[Document] = []
        self.texts: dict[str, str] = {}
        self.packs: dict[str, str] = {}
        self.told = Told()
        self._claims = Claims()
        self.links = Links(kinds)
        self._circles = Circles()
        self._look = Look()
        self._broken: dict[str, Checked] = {}

    def take_in(self, look: Look) -> Shift:
        """Hold what a look saw."""
        before, self._look = self._look, look
        away, news = look.news_since(before)
        gone = [self._forget(file) for file in away]
        come = []
        for file in news:
            if file in self.files:
                gone.append(self._forget(file))
            come.append(self._check(file, check_file(look.files[file], self._kinds)))
        return self._shift(gone, come)

    def diagnostic(self, document: Document, problem: Problem) -> Diagnostic:
        """What is wrong with a document, at its place."""
        return from_problem(document, problem, self.texts.get(document.path))

    def _forget(self, file: str) -> Checked:
        checked = self.files.pop(file)
        path = checked.source.path
        self.texts.pop(path, None)
        self.packs.pop(path, None)
        self._broken.pop(file, None)
        self.told.put(checked.source.pack, path, (Turn.FILE,), ())
        return checked

    def _check(self, file: str, checked: Checked) -> Checked:
        self.files[file] = checked
        path = checked.source.path
        self.packs[path] = checked.source.pack
        if checked.text is not None:
            self.texts[path] = checked.text
        if not checked.whole:
            self._broken[file] = checked
        self.told.put(checked.source.pack, path, (Turn.FILE,), checked.told)
        return checked

    def _shift(self, gone: Sequence[Checked], come: Sequence[Checked]) -> Shift:
        kept = self._claims.change(_documents(gone), _documents(come))
        for document in _documents(gone):
            for turn in (Turn.IDENTITY, Turn.LINKS, Turn.CIRCLES):
                self._tell(document, turn, ())
        for document, problem in kept.told.values():
            self._tell(document, Turn.IDENTITY, () if problem is None else (problem,))
        for document in kept.left:
            del self.documents[bisect_left(self.documents, document.order, key=order_of)]
        for document in kept.joined:
            insort(self.documents, document, key=order_of)
        return Shift(kept.left, kept.joined, self._connect(kept.left, kept.joined, gone, come))

    def _connect(
        self,
        left: Sequence[Document],
        joined: Sequence[Document],
        gone: Sequence[Checked],
        come: Sequence[Checked],
    ) -> list[str]:
        for document in left:
            self._tell(document, Turn.LINKS, ())
            self._tell(document, Turn.CIRCLES, ())
        linked = self.links.change(left, joined, (_strangers(gone), _strangers(come)), self._first_broken())
        for document, links in linked.values():
            self._tell(document, Turn.LINKS, links.problems)
        away = [each.identity for each in left]
        for identity, problems in self._circles.change(away, linked).items():
            there = self.links.document(identity)
            if there is not None:
                self._tell(there, Turn.CIRCLES, problems)
        return list(linked)

    def _first_broken(self) -> str | None:
        """The path of the first file that was not read to its end."""
        sources = [each.source for each in self._broken.values()]
        return min(sources, key=lambda each: each.order).path if sources else None

    def _tell(self, document: Document, turn: Turn, problems: Sequence[Problem]) -> None:
        told = [self.diagnostic(document, problem) for problem in problems]
        self.told.put(document.pack, document.path, (turn, document.position), told)


def _documents(files: Iterable[Checked]) -> list[Document]:
    return [document for checked in files for document in checked.documents]


def _strangers(files: Iterable[Checked]) -> list[Document]:
    return [document for checked in files for document in checked.strangers]
