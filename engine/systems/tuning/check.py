"""What settings tune and cannot: said at the settings, in terms of the document that is meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from engine.diagnostics import Problem, Where
from engine.documents.document import Document, Reference
from engine.documents.wording import one_of
from engine.systems.kind import Kind, Tuning
from engine.systems.sections import section_of
from engine.systems.tuning.apply import refusals, turned
from engine.systems.tuning.knobs import THRESHOLD, WINDOW
from engine.systems.tuning.shipped import pack_with

NO_SUCH_DOCUMENT: Final = "TOC611"
NO_SUCH_KNOB: Final = "TOC612"
REFUSED_VALUE: Final = "TOC613"
TUNED_TWICE: Final = "TOC614"

SECTION: Final = "tune"
_THRESHOLDS: Final = "a threshold is the one number of a condition such as `{gte: 5}`"
NOTHING: Final = "nothing is tuned"


def references(body: Mapping[str, object]) -> list[Reference]:
    """The documents that settings tune. Stands any body."""
    return [_reference(name) for name in section_of(body, SECTION)]


def _reference(name: str) -> Reference:
    pack = pack_with(name)
    return Reference(
        (SECTION, name),
        name,
        without=NOTHING,
        changes=True,
        is_key=True,
        code=NO_SUCH_DOCUMENT,
        elsewhere="" if pack is None else f"the pack `{pack}` has it: add it to `packs` in settings.yml",
    )


def check_tunings(
    document: Document, targets: Sequence[tuple[Reference, Document]], kinds: Mapping[str, Kind]
) -> Iterator[Problem]:
    """What of each tuning does not fit the document that it names. `kinds` are those that can be tuned."""
    first: dict[str, str] = {}
    for reference, target in targets:
        name = reference.name
        before = first.setdefault(target.identity, name)
        if before != name:
            message = f"`{name}` and `{before}` are one document"
            yield Problem(TUNED_TWICE, reference.where, message, on="key", help="write one entry for it")
        kind = kinds.get(target.kind)
        tuning = section_of(section_of(document.body, SECTION), name)
        if kind is None or not kind.knobs(target.body):
            message = f"`{name}` is a {target.kind}, and nothing of it can be tuned"
            yield Problem(NO_SUCH_KNOB, reference.where, message, on="key", help="change it where it stands")
        else:
            yield from _check(reference.where, tuning, target, kind)


def _check(where: Where, tuning: Tuning, target: Document, kind: Kind) -> Iterator[Problem]:
    knobs = kind.knobs(target.body)
    for knob, value in tuning.items():
        place = (*where, knob)
        if knob not in knobs:
            message = f"`{where[-1]}` is a {target.kind} without a {knob} of its own"
            advice = _THRESHOLDS if knob == THRESHOLD and WINDOW in knobs else one_of(sorted(knobs))
            yield Problem(NO_SUCH_KNOB, place, message, on="key", help=advice)
            continue
        for refused in refusals(turned(target, {knob: value}, kind), kind)[:1]:
            message = f"`{target.title}` refuses this: {refused.message}"
            yield Problem(REFUSED_VALUE, place, message, help=refused.help)
