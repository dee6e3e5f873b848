"""A document as it is tuned: the same, with other values where its knobs stand. Knows no settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

import msgspec

from engine.diagnostics import Problem, Where
from engine.diagnostics.codes import CODES
from engine.documents.checker import Checker
from engine.documents.document import Document, digest_of
from engine.documents.reading.reader import Parsed
from engine.documents.schema.conform import conform, schema_of
from engine.documents.schema.problems import problems_of
from engine.systems.exceptions import EXCEPT
from engine.systems.kind import Kind, Tuning
from engine.systems.sections import section_of
from engine.systems.tuning.knobs import OFF, joined


def tune(document: Document, tunings: Sequence[Tuning], kind: Kind) -> Document:
    """The document under tunings, the later over the earlier, as far as they fit it.

    What it has no knob for is left out, and so is a value that its own checks refuse.
    """
    wanted = {name: value for name, value in joined(tunings).items() if name in kind.knobs(document.body)}
    if not wanted:
        return document
    tuned = turned(document, wanted, kind)
    if not refusals(tuned, kind):
        return tuned
    for name in list(wanted):
        if refusals(turned(document, {name: wanted[name]}, kind), kind):
            del wanted[name]
    tuned = turned(document, wanted, kind)
    return document if refusals(tuned, kind) else tuned


def turned(document: Document, wanted: Tuning, kind: Kind) -> Document:
    """The document with its knobs at these values, whatever its checks say of that."""
    body, knobs = deepcopy(document.body), kind.knobs(document.body)
    for name, value in wanted.items():
        if name == EXCEPT:
            own = section_of(section_of(body, "tocsin"), EXCEPT)
            _put(body, knobs[name], joined([{EXCEPT: own}, {EXCEPT: value}])[EXCEPT])
        elif name != OFF:
            _put(body, knobs[name], value)
    tuned = msgspec.structs.replace(document, body=body, off=bool(wanted.get(OFF, document.off)))
    tuned.digest = digest_of(tuned)
    return tuned


def refusals(tuned: Document, kind: Kind) -> list[Problem]:
    """What the kind's schema and its own checks refuse of a tuned document."""
    return schema_problems(tuned, kind) or _errors(kind.check(tuned))


def schema_problems(document: Document, kind: Checker) -> list[Problem]:
    """The errors that the schema finds in a document."""
    parsed = Parsed(document.position, (1, 1), deepcopy(document.body))
    return _errors(problems_of(conform(parsed, kind), schema_of(kind), document.body))


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    return [each for each in problems if CODES[each.code].level == "error"]


def _put(body: dict[str, Any], where: Where, value: Any) -> None:
    holder: Any = body
    for step in where[:-1]:
        holder = holder.setdefault(step, {}) if isinstance(holder, dict) else holder[step]
    holder[where[-1]] = value


def value_at(body: Mapping[str, Any], where: Where) -> Any:
    """What stands at a place of a body; None where nothing does."""
    found: Any = body
    for step in where:
        if not isinstance(found, Mapping) or step not in found:
            return None
        found = found[step]
    return found
