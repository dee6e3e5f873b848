"""Whether documents that were checked at different times still fit together. Knows no files.

Packs of today beside the last good version of others: a reference may lead nowhere now, an id be
taken, or two documents set each other off without end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from engine.documents.dependencies import targets_in
from engine.documents.document import EVERY, Document
from engine.documents.rulebook import Rulebook
from engine.systems.between import Between
from engine.systems.compiling import Compiling
from engine.systems.kind import Kind


def misfits(rulebook: Rulebook, kinds: Mapping[str, Kind]) -> list[Document]:
    """The documents of a rulebook that cannot be in force as they are; each was good among others."""
    ids = Counter((each.guild, each.id) for each in rulebook.documents if "id" in each.body)
    wrong = [
        each
        for each in rulebook.documents
        if ids[each.guild, each.id] > 1 or _leads_nowhere(each, rulebook, kinds)
    ]
    if wrong:
        return wrong
    compiling = Compiling(kinds, lambda document: targets_in(rulebook, document, kinds))
    between = Between(kinds, compiling.documents, compiling.compiled)
    between.change(compiling.change((), rulebook.documents, ()), list(compiling.documents))
    return [document for document, _ in between.errors]


def _leads_nowhere(document: Document, rulebook: Rulebook, kinds: Mapping[str, Kind]) -> bool:
    return any(
        not each.without and each.name != EVERY and rulebook.resolve(document, each) is None
        for each in kinds[document.kind].references(document)
    )
