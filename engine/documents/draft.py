"""A rulebook in the making: gathers documents with all that is wrong, and keeps bad packs out.

A pack with an error is refused as a whole, and with it every pack that refers into it; the others load.
Knows kinds by what `Checker` says of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from engine.catalogue import shipped
from engine.diagnostics import Diagnostic, Problem, Where
from engine.documents.cases.check import check_cases
from engine.documents.cases.schema import TESTS
from engine.documents.checker import Checker
from engine.documents.contents import read
from engine.documents.document import Document, Reference
from engine.documents.files import Source
from engine.documents.identity import identity_of, kind_of
from engine.documents.locate import diagnostic, from_finding, from_problem
from engine.documents.look import Held
from engine.documents.reading.reader import Parsed
from engine.documents.schema.conform import conform, schema_of
from engine.documents.schema.problems import problems_of

TOO_MANY: Final = "TOC117"
REFUSED_PACK: Final = "TOC505"

MOST_PROBLEMS: Final = 200
"""Told of one file; beyond that the file is not what its author thinks it is."""

Link = tuple[Document, Reference, Document]
"""A document, a place in it, and the document that is meant there."""


class Draft:
    """Filled once, source by source. `documents` are those of known kinds; `strangers` all other mappings."""

    def __init__(self, kinds: Mapping[str, Checker]) -> None:
        self.kinds = kinds
        self.documents: list[Document] = []
        self.strangers: list[Document] = []
        self.links: list[Link] = []
        self.refused: set[str] = set()
        self.broken: list[str] = []
        self.texts: dict[str, str] = {}
        self.files = 0
        self._told: dict[str, dict[Diagnostic, None]] = {}

    def add(self, held: Held) -> None:
        """Read a file and check each of its documents by itself."""
        source, found = held.source, read(held.body)
        self.files += 1
        if found.shown is not None:
            self.texts[source.path] = found.shown
        if not found.whole:
            self.broken.append(source.path)
        for finding in found.findings:
            self._tell(source.pack, from_finding(source.path, finding))
        for parsed in found.documents:
            if parsed.value is not None:
                self._add_document(source, parsed)

    def report(self, document: Document, problem: Problem) -> None:
        """Say what is wrong with a document; an error keeps its pack out."""
        self._tell(document.pack, from_problem(document, problem, self.texts.get(document.path)))

    def settle(self) -> None:
        """Refuse the packs that refer into a refused one, and so on until nothing changes."""
        changed = True
        while changed:
            changed = False
            for source, reference, target in self.links:
                if reference.without:
                    continue
                if target.pack in self.refused and source.pack not in self.refused:
                    message = f"`{reference.name}` is of the pack `{target.pack}`, which has errors"
                    problem = Problem(REFUSED_PACK, reference.where, message, help="mend that pack first")
                    self.report(source, problem)
                    changed = True

    @property
    def good(self) -> list[Document]:
        """The documents of packs without an error."""
        return [document for document in self.documents if document.pack not in self.refused]

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """All of all files, by path, line and column."""
        return sorted((each for told in self._told.values() for each in told), key=_order)

    def _add_document(self, source: Source, parsed: Parsed) -> None:
        kind, strange = kind_of(parsed.value, self.kinds)
        refused = [] if strange is not None else self._conform(kind, parsed)  # before anyone reads the body
        body = parsed.value if isinstance(parsed.value, dict) else {}
        identity = identity_of(parsed, source.name)
        place = (source.pack, source.path, parsed.position)
        document = Document(kind, identity, *place, body, parsed.marks, parsed.spellings)
        if strange is not None:
            self.strangers.append(document)
            problems = [strange]
        else:
            self.documents.append(document)
            problems = [*refused, *self._check(document, refused)]
        for problem in problems:
            if not _is_below(problem.where, parsed.unsound):
                self.report(document, problem)

    def _conform(self, kind: str, parsed: Parsed) -> list[Problem]:
        """What the schema of the kind refuses; the value becomes what it takes."""
        checker = self.kinds[kind]
        return problems_of(conform(parsed, checker), schema_of(checker), parsed.value)

    def _check(self, document: Document, refused: Sequence[Problem]) -> Iterator[Problem]:
        """The kind's own checks, of what the schema takes, and those of tests."""
        wrong = [problem.where for problem in refused if problem.on == "value"]
        for problem in self.kinds[document.kind].check(document):
            if not _is_below(problem.where, wrong):
                yield problem
        if TESTS in document.body:
            places = [problem.where for problem in refused]
            yield from check_cases(document.body, places, shipped())

    def _tell(self, pack: str, told: Diagnostic) -> None:
        already = self._told.setdefault(told.path, {})
        if told.severity == "error":
            self.refused.add(pack)
        if len(already) < MOST_PROBLEMS:
            already[told] = None
        elif len(already) == MOST_PROBLEMS:
            message = f"the file has more than {MOST_PROBLEMS} problems; the rest is not told"
            already[diagnostic(told.path, (told.line, told.column), TOO_MANY, message)] = None
            self.refused.add(pack)


def _order(told: Diagnostic) -> tuple[str, int, int, str, str]:
    return told.path, told.line, told.column, told.code, told.message


def _is_below(where: Where, places: list[Where]) -> bool:
    return any(where[: len(place)] == place for place in places)
