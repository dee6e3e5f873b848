"""A file's documents, each checked by itself. Knows kinds by what `Checker` says of them, no other file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, islice

import msgspec

from engine.catalogue import shipped
from engine.diagnostics import Diagnostic, Problem, Where
from engine.documents.cases.check import check_cases
from engine.documents.cases.schema import TESTS
from engine.documents.checker import Checker
from engine.documents.contents import read
from engine.documents.document import Document, digest_of
from engine.documents.files import Source
from engine.documents.identity import identity_of, kind_of
from engine.documents.locate import from_finding, from_problem
from engine.documents.look import Held
from engine.documents.packs import Ships, check_packs
from engine.documents.reading.reader import Parsed, Read
from engine.documents.schema.conform import conform, schema_of
from engine.documents.schema.problems import problems_of
from engine.documents.scoping import misplaced, scope
from engine.documents.told import MOST_PROBLEMS, capped


class Checked(msgspec.Struct, eq=False):
    """What a file says. `documents` are those of known kinds, `strangers` all other mappings.

    `text` is what people may see of it, None when that is nothing. It is `whole` when it was read to
    its end.
    """

    source: Source
    text: str | None
    documents: list[Document]
    strangers: list[Document]
    told: tuple[Diagnostic, ...]
    whole: bool


def check_file(held: Held, kinds: Mapping[str, Checker]) -> Checked:
    """Read a file's bytes and check each of its documents by itself."""
    source, found = held.source, read(held.body)
    checked = Checked(source, found.shown, [], [], (), found.whole)
    checked.told = capped(source.path, _told(checked, found, kinds, held.ships))
    return checked


def _told(checked: Checked, found: Read, kinds: Mapping[str, Checker], ships: Ships) -> Iterator[Diagnostic]:
    """One after another, document by document: of a file with too many problems no more is checked."""
    for finding in found.findings:
        yield from_finding(checked.source.path, finding)
    for parsed in found.documents:
        if parsed.value is None:
            continue
        document, problems = _add(checked, parsed, kinds, ships)
        for problem in problems:
            if not _is_below(problem.where, parsed.unsound):
                yield from_problem(document, problem, checked.text)


def _add(
    checked: Checked, parsed: Parsed, kinds: Mapping[str, Checker], ships: Ships
) -> tuple[Document, list[Problem]]:
    kind, strange = kind_of(parsed.value, kinds)
    pack = checked.source.pack
    refused = misplaced(pack)
    if strange is None:
        refused += _conform(parsed, kinds[kind])  # before anyone reads the body
        refused += scope(pack, parsed.value, kinds[kind])
    document = _document(checked.source, parsed, kind)
    if strange is not None:
        checked.strangers.append(document)
        return document, [*refused, strange]
    checked.documents.append(document)
    own = chain(_check(document, kinds[kind], refused), check_packs(document.body, ships))
    return document, [*refused, *islice(own, MOST_PROBLEMS + 1)]


def _document(source: Source, parsed: Parsed, kind: str) -> Document:
    body = parsed.value if isinstance(parsed.value, dict) else {}
    document = Document(
        kind,
        identity_of(parsed, source.name),
        source.pack,
        source.path,
        parsed.position,
        body,
        parsed.marks,
        parsed.spellings,
        (source.order, parsed.position),
    )
    document.digest = digest_of(document)
    return document


def _conform(parsed: Parsed, checker: Checker) -> list[Problem]:
    """What the schema of the kind refuses; the value becomes what it takes."""
    return problems_of(conform(parsed, checker), schema_of(checker), parsed.value)


def _check(document: Document, checker: Checker, refused: list[Problem]) -> Iterator[Problem]:
    """The kind's own checks, of what the schema takes, and those of tests."""
    wrong = [problem.where for problem in refused if problem.on == "value"]
    for problem in checker.check(document):
        if not _is_below(problem.where, wrong):
            yield problem
    if TESTS in document.body:
        places = [problem.where for problem in refused]
        yield from check_cases(document.body, places, shipped())


def _is_below(where: Where, places: list[Where]) -> bool:
    return any(where[: len(place)] == place for place in places)
