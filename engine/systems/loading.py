"""Loads rulebooks: what `engine.documents` checks, and what only compiled documents show.

The one way in for the bot, every command and the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from engine.catalogue import Catalogue
from engine.diagnostics import Problem
from engine.documents.document import Document
from engine.documents.draft import Draft
from engine.documents.files import StrPath
from engine.documents.load import Loaded, finish, gather
from engine.documents.rulebook import Rulebook
from engine.systems import KINDS
from engine.systems.compiling import compile_all
from engine.systems.detection.unheard import check_heard
from engine.systems.endless import endless
from engine.systems.kind import Compiled, Kind
from engine.systems.settings.overlap import overlaps

ENDLESS: Final = "TOC506"
TWO_SETTINGS: Final = "TOC507"


@cache
def _shipped_types() -> frozenset[str]:
    return frozenset(Catalogue.load().types)


def load_rulebook(paths: Iterable[StrPath], kinds: Mapping[str, Kind] = KINDS) -> Loaded:
    """Load files and folders of documents, with every check. Raises `UsageError` when one is not there.

    Never raises for what the files hold: that is in `diagnostics`.
    """
    draft = gather(paths, kinds)
    while _refuse(draft, kinds):
        draft.settle()
    _warn(draft, kinds)
    return finish(draft)


def _refuse(draft: Draft, kinds: Mapping[str, Kind]) -> bool:
    """Report what is wrong between documents of good packs; whether there was anything."""
    documents = {document.identity: document for document in draft.good}
    compiled = compile_all(Rulebook(documents.values()), kinds)
    found = [*_endless(documents, compiled, kinds), *_overlapping(documents, compiled)]
    for document, problem in found:
        draft.report(document, problem)
    return bool(found)


def _warn(draft: Draft, kinds: Mapping[str, Kind]) -> None:
    """Say what can be right, and most likely is not, of documents of good packs."""
    documents = {document.identity: document for document in draft.good}
    compiled = compile_all(Rulebook(documents.values()), kinds)
    types = _shipped_types().union(*(each.emits for each in compiled))
    for each in compiled:
        document = documents[each.identity]
        if "logsource" in document.body:
            for problem in check_heard(document.body, each.types, types):
                draft.report(document, problem)


def _endless(
    documents: Mapping[str, Document], compiled: list[Compiled], kinds: Mapping[str, Kind]
) -> Iterable[tuple[Document, Problem]]:
    for circle in endless(compiled, kinds):
        document = documents[circle[0]]
        way = " to ".join(f"`{documents[identity].id}`" for identity in (*circle, circle[0]))
        message = f"each of these emits what the next is hit by, without end: {way}"
        advice = "narrow the log source, emit another type, or put a correlation between"
        where = ("tocsin", "emit") if ("tocsin", "emit") in document.marks else ("logsource",)
        yield document, Problem(ENDLESS, where, message, help=advice)


def _overlapping(
    documents: Mapping[str, Document], compiled: list[Compiled]
) -> Iterable[tuple[Document, Problem]]:
    order = {identity: place for place, identity in enumerate(documents)}
    for earlier, later, guild in overlaps(sorted(compiled, key=lambda each: order[each.identity])):
        first = documents[earlier].location
        whose = "a server without settings of its own" if guild is None else f"the server {guild}"
        message = f"{whose} has settings already, in {first}"
        yield documents[later], Problem(TWO_SETTINGS, ("guild",), message, help="keep one of the two")
