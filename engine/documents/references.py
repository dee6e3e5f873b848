"""What must hold between documents: one identity each, references that lead somewhere, none in a circle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.diagnostics import Problem, Where
from engine.diagnostics.nearest import did_you_mean
from engine.documents.cycles import chain_lengths, find_cycles
from engine.documents.document import EVERY, Document, Reference
from engine.documents.draft import Draft
from engine.documents.names import Names

TAKEN_IDENTITY: Final = "TOC501"
NO_SUCH_DOCUMENT: Final = "TOC502"
AMBIGUOUS_NAME: Final = "TOC503"
CIRCLE: Final = "TOC504"
TOO_LONG_A_CHAIN: Final = "TOC508"

LONGEST_CHAIN: Final = 16
"""Documents above each other; the loop follows signals that cause signals no further either."""
_MOST_SHOWN: Final = 10


def connect(draft: Draft) -> None:
    """Drop documents whose identity is taken, fill `links`, and report all that does not hold."""
    _keep_first(draft)
    names = Names(draft.documents, draft.strangers)
    for document in draft.documents:
        for reference in draft.kinds[document.kind].references(document):
            _link(draft, names, document, reference)
    _check_linked(draft)
    _refuse_circles(draft)
    draft.settle()


def _keep_first(draft: Draft) -> None:
    """An `id` is unique over all packs; what else names a document is unique in its pack and kind."""
    first: dict[tuple[str, ...], Document] = {}
    kept = []
    for document in draft.documents:
        where: Where = next(((key,) for key in ("id", "name") if key in document.body), ())
        name = (document.id,) if where == ("id",) else (document.identity, "")
        if name not in first:
            first[name] = document
            kept.append(document)
            continue
        other = first[name]
        message = f"`{document.id}` is the identity of {other.location}, too"
        draft.report(document, Problem(TAKEN_IDENTITY, where, message, help="give it an `id` of its own"))
    draft.documents = kept


def _link(draft: Draft, names: Names, document: Document, reference: Reference) -> None:
    if reference.name == EVERY:
        return
    found = names.meant(document.pack, reference)
    if len(found) == 1:
        draft.links.append((document, reference, found[0]))
    elif found:
        message = f"`{reference.name}` means both {found[0].location} and {found[1].location}"
        problem = Problem(AMBIGUOUS_NAME, reference.where, message, help="refer to it by its `id`")
        draft.report(document, problem)
    elif not reference.without:
        draft.report(document, _missing(draft, names, reference))


def _missing(draft: Draft, names: Names, reference: Reference) -> Problem:
    advice = did_you_mean(reference.name, names.known(reference.kinds))
    if advice is None and draft.broken:
        advice = f"it may stand in `{draft.broken[0]}`, which cannot be read to its end"
    wanted = reference.kinds[0] if len(reference.kinds) == 1 else "document"
    message = f"there is no {wanted} `{reference.name}`"
    return Problem(NO_SUCH_DOCUMENT, reference.where, message, help=advice)


def _check_linked(draft: Draft) -> None:
    """Let each document that names others say what is wrong with what it says of them."""
    targets: dict[str, list[tuple[Reference, Document]]] = {}
    sources: dict[str, Document] = {}
    for source, reference, target in draft.links:
        if target.kind in draft.kinds:  # others are nobody's to judge
            targets.setdefault(source.identity, []).append((reference, target))
            sources[source.identity] = source
    for identity, source in sources.items():
        for problem in draft.kinds[source.kind].check_linked(source, targets[identity]):
            draft.report(source, problem)


def _refuse_circles(draft: Draft) -> None:
    """Circles, and chains so long that the loop would cut off what goes along them."""
    following: dict[str, dict[str, Reference]] = {}
    sources: dict[str, Document] = {}
    for source, reference, target in draft.links:
        following.setdefault(source.identity, {}).setdefault(target.identity, reference)
        sources[source.identity] = source

    def after(identity: str) -> Mapping[str, Reference]:
        return following.get(identity, {})

    for circle in find_cycles(sources, after):
        document, reference = sources[circle[0]], following[circle[0]][circle[1 % len(circle)]]
        way = " to ".join(f"`{sources[identity].id}`" for identity in (*circle[:_MOST_SHOWN], circle[0]))
        message = f"the references lead in a circle: {way}"
        draft.report(document, Problem(CIRCLE, reference.where, message, help="take one of them out"))
    for identity, length in chain_lengths(sources, after).items():
        if length == LONGEST_CHAIN + 1:  # said once: what stands above it is refused with it
            where = next(iter(following[identity].values())).where
            message = f"this is the {length}th reference of a chain, and {LONGEST_CHAIN} are the most"
            advice = "let it refer to what stands nearer to the detections"
            draft.report(sources[identity], Problem(TOO_LONG_A_CHAIN, where, message, help=advice))
