"""What the tests of a document have wrong beyond their schema. Runs nothing.

A test that asks for what cannot be would pass, or fail, for the wrong reason: a misspelt type meets
no rule, and a test that expects silence is content.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from engine.catalogue import Catalogue
from engine.diagnostics import Problem, Where
from engine.diagnostics.nearest import did_you_mean
from engine.documents.cases.fields import check_fields
from engine.documents.cases.offsets import read_offset, read_start
from engine.documents.cases.schema import TESTS
from engine.matching.candidates import RESERVED_FAMILIES
from engine.signal import SignalType

UNKNOWN_TYPE: Final = "TOC601"
BAD_TIME: Final = "TOC603"
NO_EXPECTATION: Final = "TOC605"
UNCLEAR: Final = "TOC606"
NEVER_EMITTED: Final = "TOC607"
TOO_MANY_SIGNALS: Final = "TOC608"
SAME_NAME: Final = "TOC609"

MOST_SIGNALS: Final = 10_000
"""In one test."""
_WHAT: Final = ("emits", "acts", "matches")
_RULES: Final = ("detection", "correlation")
_TIME: Final = "write such as `+10s`, `+1m30s` or `+500ms`"


def check_cases(body: Mapping[str, Any], refused: Sequence[Where], catalogue: Catalogue) -> Iterator[Problem]:
    """Problems of the tests that have the shape of tests; `refused` are places that the schema refuses."""
    cases = body.get(TESTS)
    if not isinstance(cases, list) or (TESTS,) in refused:
        return
    spoilt = {where[1] for where in refused if where[:1] == (TESTS,)}
    names: set[str] = set()
    for place, case in enumerate(cases):
        if place not in spoilt:
            yield from _check_case(case, (TESTS, place), body, catalogue)
            if case["name"] in names:
                message = "another test of this document has the same name"
                advice = "say what is special about this one"
                yield Problem(SAME_NAME, (TESTS, place, "name"), message, help=advice)
            names.add(case["name"])


def _check_case(
    case: Mapping[str, Any], where: Where, body: Mapping[str, Any], catalogue: Catalogue
) -> Iterator[Problem]:
    signals = case["signals"]
    if "start" in case and read_start(case["start"]) is None:
        message = f"`{case['start']}` is not an instant"
        yield Problem(BAD_TIME, (*where, "start"), message, help="write such as `2026-11-26T03:00:00Z`")
    if "expect" not in case and not any("matches" in each for each in signals):
        message = "the test expects nothing, so it can never fail"
        advice = "add `expect:`; `expect: []` says that the document stays quiet"
        yield Problem(NO_EXPECTATION, where, message, help=advice)
    for place, signal in enumerate(signals):
        yield from _check_signal(signal, (*where, "signals", place), catalogue)
    if sum(each.get("repeat", {}).get("times", 1) for each in signals) > MOST_SIGNALS:
        message = f"the test has more than {MOST_SIGNALS:,} signals"
        yield Problem(TOO_MANY_SIGNALS, (*where, "signals"), message, help="repeat less often")
    for place, expected in enumerate(case.get("expect", ())):
        yield from _check_expected(expected, (*where, "expect", place), body, catalogue)


def _check_signal(signal: Mapping[str, Any], where: Where, catalogue: Catalogue) -> Iterator[Problem]:
    type_ = signal["type"]
    if type_ not in catalogue.types and type_.partition(".")[0] in RESERVED_FAMILIES:
        message = f"no signal is of the type `{type_}`"
        advice = did_you_mean(type_, catalogue.types)
        yield Problem(UNKNOWN_TYPE, (*where, "type"), message, help=advice)
    yield from _check_time(signal, where, "at")
    repeat = signal.get("repeat")
    if repeat is not None:
        yield from _check_time(repeat, (*where, "repeat"), "every")
    yield from check_fields(signal, where, catalogue)


def _check_expected(
    expected: Mapping[str, Any], where: Where, body: Mapping[str, Any], catalogue: Catalogue
) -> Iterator[Problem]:
    yield from _check_time(expected, where, "at")
    said = [name for name in _WHAT if name in expected]
    if len(said) != 1:
        message = "an expectation says one of `emits`, `acts` and `matches`, and this one says "
        message += " and ".join(f"`{name}`" for name in said) or "none"
        yield Problem(UNCLEAR, where, message, help="write such as `{emits: threat.detected}`")
        return
    for name in _meaningless(said[0], expected):
        message = f"`{name}` says nothing about `{said[0]}: {str(expected[said[0]]).lower()}`"
        yield Problem(UNCLEAR, (*where, name), message, on="key", help="take it away")
    emits = expected.get("emits")
    emitted = _emitted(body)
    if emits is None:
        return
    if emitted not in (None, emits) or (emitted is None and emits not in catalogue.types):
        message = f"the document never emits `{emits}`"
        advice = did_you_mean(emits, catalogue.types) if emitted is None else f"it emits `{emitted}`"
        yield Problem(NEVER_EMITTED, (*where, "emits"), message, help=advice)
    elif "fields" in expected:
        of = {"type": emits, **expected["fields"]}
        yield from check_fields(of, (*where, "fields"), catalogue)


def _meaningless(what: str, expected: Mapping[str, Any]) -> list[str]:
    """Keys of an expectation that say nothing beside what it is about."""
    if what == "emits":
        wrong: tuple[str, ...] = ()
    elif what == "acts":
        wrong = ("severity",)
    elif expected["matches"]:
        wrong = ("severity", "fields")
    else:
        wrong = ("severity", "fields", "count", "at")
    return [name for name in wrong if name in expected]


def _emitted(body: Mapping[str, Any]) -> str | None:
    """The one type that a rule emits; None where a kind of document may emit several."""
    tocsin = body.get("tocsin")
    emit = tocsin.get("emit") if isinstance(tocsin, Mapping) else None
    if isinstance(emit, str):
        return emit
    return SignalType.THREAT_DETECTED.value if any(key in body for key in _RULES) else None


def _check_time(holder: Mapping[str, Any], where: Where, name: str) -> Iterator[Problem]:
    if name in holder and read_offset(holder[name]) is None:
        message = f"`{holder[name]}` is not a time after the start of the test"
        if name == "every":
            message = f"`{holder[name]}` is not a length of time"
        yield Problem(BAD_TIME, (*where, name), message, help=_TIME)
