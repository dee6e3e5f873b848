"""What is wrong with a baseline by itself: what cannot be measured, learned or told as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from zoneinfo import available_timezones

from engine.diagnostics import Problem, Where
from engine.diagnostics.nearest import did_you_mean
from engine.documents.document import Document
from engine.documents.durations import read_duration
from engine.instants import DAY_MS, HOUR_MS
from engine.matching.checks import check_all
from engine.matching.checks.fields import check_field
from engine.matching.checks.subject import Subject
from engine.matching.checks.vocabulary import Vocabulary, vocabulary_of
from engine.matching.checks.written import Written, written, written_in_section
from engine.matching.detection import compile_match
from engine.matching.logsource import read_logsource
from engine.systems.baseline.spec import METHODS, alternatives, grouped_by, measured
from engine.systems.exceptions import check_exceptions

IMPOSSIBLE_SEASON: Final = "TOC670"
NO_BUCKET: Final = "TOC671"
NO_TIME_TO_LEARN: Final = "TOC672"
NO_SUCH_FIELD: Final = "TOC673"
NOT_A_NUMBER: Final = "TOC674"
MEANS_NOTHING: Final = "TOC675"
NO_ZONE: Final = "TOC633"
_MATCH: Final = "match"
_ONLY_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    "bucket": ("count", "distinct"),
    "season": ("count", "distinct", "value", "confidence"),
    "direction": ("count", "distinct", "value", "confidence"),
    "sigmas": ("value", "confidence"),
    "least": ("count", "distinct", "value", "confidence"),
    "half_life": ("count", "distinct", "value", "confidence"),
    "shape": ("count", "distinct", "value", "confidence"),
}
"""Keys that mean something for some measures alone."""
_NUMBERS: Final = frozenset({"integer", "number"})
_MANY: Final = frozenset({"actor", "target", "message"})
"""Fields of which there are as many as members, or more."""
_FORM: Final = "write such as `15m`, `1h` or `1d`"


def check(document: Document) -> Iterator[Problem]:
    """All problems. Stands any body: what the schema refuses is not looked at again."""
    body = document.body
    patterns, of_source = read_logsource(body.get("logsource"))
    yield from of_source
    vocabulary = vocabulary_of(patterns)
    yield from _match(document, vocabulary)
    yield from check_exceptions(body, vocabulary)
    yield from _durations(body)
    yield from _zone(body)
    if not _is_measure(body.get("measure")):
        return
    yield from _bucket(body)
    yield from _season(body)
    yield from _misplaced(body)
    yield from _fields(body, vocabulary)


def _is_measure(measure: Any) -> bool:
    if isinstance(measure, str):
        return measure in METHODS
    if not isinstance(measure, Mapping) or len(measure) != 1:
        return False
    ((name, fields),) = measure.items()
    return name in METHODS and (isinstance(fields, str) or (isinstance(fields, list) and bool(fields)))


def _match(document: Document, vocabulary: Vocabulary | None) -> Iterator[Problem]:
    """What the conditions have wrong, and the fields and values in them."""
    if _MATCH not in document.body:
        return
    section = document.body[_MATCH]
    detection, problems = compile_match(section)
    yield from problems
    if not isinstance(section, Mapping):
        return
    yield from check_all(
        Subject(
            where=(_MATCH,),
            items=tuple(_items(section)),
            names=frozenset(section) if "condition" in section else frozenset(),
            condition=None if detection is None else detection.condition,
            vocabulary=vocabulary,
            spellings=document.spellings,
        )
    )


def _items(section: Mapping[str, Any]) -> Iterator[Written]:
    if "condition" in section:
        return written_in_section(section, (_MATCH,))
    return written(section, (_MATCH,))


def _durations(body: Mapping[str, Any]) -> Iterator[Problem]:
    for name, why in (("warm_up", "it would tell before it knows"), ("half_life", "it would forget at once")):
        if name in body and read_duration(body[name]) == 0:
            yield Problem(NO_TIME_TO_LEARN, (name,), f"a `{name}` of zero: {why}", help=_FORM)


def _zone(body: Mapping[str, Any]) -> Iterator[Problem]:
    zone, zones = body.get("zone"), available_timezones()
    if isinstance(zone, str) and zones and zone not in zones:
        advice = did_you_mean(zone, zones) or "name it as Europe/Berlin"
        yield Problem(NO_ZONE, ("zone",), f"there is no time zone `{zone}`", help=advice)


def _bucket(body: Mapping[str, Any]) -> Iterator[Problem]:
    bucket = read_duration(body.get("bucket"))
    if bucket is None or (bucket and DAY_MS % bucket == 0):
        return
    message = f"a bucket of `{body['bucket']}` does not divide a day"
    yield Problem(NO_BUCKET, ("bucket",), message, help="take such as `1m`, `5m`, `15m`, `1h`, `6h` or `1d`")


def _season(body: Mapping[str, Any]) -> Iterator[Problem]:
    season, bucket = body.get("season", "none"), read_duration(body.get("bucket"))
    measure, _ = measured(body["measure"])
    if season == "none" or METHODS[measure] != "rate" or bucket is None or bucket <= HOUR_MS:
        return
    message = f"a bucket of `{body['bucket']}` has no hour, so what is usual cannot depend on it"
    advice = "take a bucket of an hour or less, or `season: none`"
    yield Problem(IMPOSSIBLE_SEASON, ("season",), message, help=advice)


def _misplaced(body: Mapping[str, Any]) -> Iterator[Problem]:
    measure, _ = measured(body["measure"])
    for name, measures in _ONLY_FOR.items():
        if name in body and measure not in measures:
            message = f"`{name}` means nothing where `{measure}` is measured"
            yield Problem(MEANS_NOTHING, (name,), message, on="key", help=f"take `{name}` away")
    yield from _shape(body)
    if "sigmas" in body and "rarity" in body:
        message = "`sigmas` and `rarity` both say how far off news is"
        yield Problem(MEANS_NOTHING, ("rarity",), message, on="key", help="keep one of the two")


def _shape(body: Mapping[str, Any]) -> Iterator[Problem]:
    """Patterns are of places and types: each costs what hundreds of keys do."""
    many = [each for each in grouped_by(body) if _MANY & set(_each(each))] if _has_list(body, "by") else []
    if body.get("shape") is True and many:
        message = f"`shape` cannot be remembered for each `{many[0]}`: a server has too many of them"
        advice = "measure by channel, type or system, in a baseline of its own"
        yield Problem(MEANS_NOTHING, ("shape",), message, on="key", help=advice)


def _has_list(body: Mapping[str, Any], name: str) -> bool:
    return isinstance(body.get(name), list)


def _each(name: str) -> tuple[str, ...]:
    found = alternatives(name)
    return (found,) if isinstance(found, str) else found


def _fields(body: Mapping[str, Any], vocabulary: Vocabulary | None) -> Iterator[Problem]:
    """Fields that no signal has, and numbers that are none."""
    if vocabulary is None:
        return
    measure, fields = measured(body["measure"])
    places: list[tuple[str, Where]] = []
    if _has_list(body, "by"):
        named = grouped_by(body)
        places += [(each, ("by", n)) for n, each in enumerate(map(str, body["by"])) if each in named]
    if isinstance(body["measure"], Mapping):
        inside = body["measure"][measure]
        single = isinstance(inside, str)
        where: Where = ("measure", measure)
        places += [(each, where if single else (*where, n)) for n, each in enumerate(fields)]
    for field, place in [(each, place) for name, place in places for each in _each(name)]:
        for found in check_field(field, vocabulary, place):
            yield Problem(NO_SUCH_FIELD, found.where, found.message, help=found.help)
    if measure == "value":
        known = vocabulary.fields.get(fields[0], ())
        if known and not any(each.type in _NUMBERS for each in known):
            message = f"`{fields[0]}` is no number"
            advice = "count its different values with `distinct`, or its first ones with `new`"
            yield Problem(NOT_A_NUMBER, ("measure", "value"), message, help=advice)
