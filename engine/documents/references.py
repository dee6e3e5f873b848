"""What one document's references mean: each leads to one that is there, and fits what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from engine.diagnostics import Problem
from engine.diagnostics.nearest import did_you_mean
from engine.documents.checker import Checker
from engine.documents.document import EVERY, Document, Reference
from engine.documents.names import Names

NO_SUCH_DOCUMENT: Final = "TOC502"
AMBIGUOUS_NAME: Final = "TOC503"
NO_LIST: Final = "TOC325"
NOTHING_TO_CHANGE: Final = "TOC326"

_ELSEWHERE: Final = "if it stands in another folder, check both in one call: `tocsin check FOLDER FOLDER`"
_UNNAMED: Final = "`packs` in settings.yml says which packs that ship are there; `/rules` shows their rules"

Targets = Mapping[Reference, Document]
"""What the references of a document mean, in their order."""


class Linked(msgspec.Struct):
    """What a document's references mean. `lost`: how many of them mean nothing that is there."""

    references: Sequence[Reference]
    targets: dict[Reference, Document]
    problems: list[Problem]
    lost: int = 0


def link(  # noqa: PLR0913 - what a link depends on
    document: Document,
    references: Sequence[Reference],
    kinds: Mapping[str, Checker],
    names: Names,
    broken: str | None,
    *,
    advise: bool,
) -> Linked:
    """Find what a document names. `broken` is a file that was not read to its end, if there is one.

    To `advise` is to look among all names for what was meant by one that is not there.
    """
    linked = Linked(references, {}, [])
    for reference in references:
        if reference.name != EVERY:
            _link(linked, document, reference, names, broken, advise=advise)
    known = [each for each in linked.targets.items() if each[1].kind in kinds]  # others are nobody's to judge
    if known:
        linked.problems += kinds[document.kind].check_linked(document, known)
    return linked


def _link(  # noqa: PLR0913 - as `link`
    linked: Linked,
    document: Document,
    reference: Reference,
    names: Names,
    broken: str | None,
    *,
    advise: bool,
) -> None:
    found = names.meant(document.pack, reference)
    if len(found) == 1:
        linked.targets[reference] = found[0]
    elif found:
        message = f"`{reference.name}` means both {found[0].location} and {found[1].location}"
        advice = "refer to it by its `id`"
        where, on, offset = reference.where, reference.on, reference.offset
        linked.problems.append(Problem(AMBIGUOUS_NAME, where, message, on=on, offset=offset, help=advice))
    else:
        linked.lost += 1
        if reference.pack and not names.has(reference.pack):
            return
        linked.problems.append(_missing(document.pack, names, reference, broken, advise=advise))


def _missing(pack: str, names: Names, reference: Reference, broken: str | None, *, advise: bool) -> Problem:
    advice = _of_another_kind(pack, names, reference)
    if advice is None and broken is None and reference.elsewhere:
        advice = reference.elsewhere
    if advice is None and advise:
        advice = did_you_mean(reference.name, names.known(pack, reference.kinds))
    if advice is None and broken is not None:
        advice = f"it may stand in `{broken}`, which cannot be read to its end"
    advice = advice or (_UNNAMED if reference.code else _ELSEWHERE)
    wanted = reference.kinds[0] if len(reference.kinds) == 1 else "document"
    message = f"there is no {wanted} `{reference.name}`"
    if reference.without:
        return doing_without(reference, message, advice)
    return Problem(NO_SUCH_DOCUMENT, reference.where, message, offset=reference.offset, help=advice)


def _of_another_kind(pack: str, names: Names, reference: Reference) -> str | None:
    """A name that is there, but not of what is wanted, is no misspelt one."""
    named = names.named(pack, reference.name)
    return f"`{reference.name}` is a {named[0].kind}" if named else None


def doing_without(reference: Reference, message: str, advice: str | None) -> Problem:
    """The warning that a reference leads nowhere, and what becomes of who made it."""
    code = reference.code or (NOTHING_TO_CHANGE if reference.changes else NO_LIST)
    message = f"{message}: {reference.without}"
    return Problem(code, reference.where, message, on=reference.on, offset=reference.offset, help=advice)
